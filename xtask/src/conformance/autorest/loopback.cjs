// Preloaded by `node --require`: the test server listens on every interface otherwise.
const { Server } = require("node:net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  const host = typeof port === "number" && typeof rest[0] !== "string" ? ["127.0.0.1"] : [];
  return listen.call(this, port, ...host, ...rest);
};
