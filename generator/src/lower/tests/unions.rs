//! Unions, and base schemas with a discriminator.

use super::*;

#[test]
fn unions() {
    check(
        "unions",
        "
X:
  type: object
  properties:
    any: {anyOf: [{type: string}, {type: integer}, {type: string}]}
    one: {oneOf: [{$ref: '#/components/schemas/A'}]}
    names: {anyOf: [{type: string}, {type: string, enum: [a, b]}, {type: string, enum: [b, c]}]}
    common:
      properties: {id: {type: string}}
      oneOf: [{$ref: '#/components/schemas/A'}, {title: Other, properties: {b: {type: string}}}]
    rule: {properties: {id: {type: string}}, anyOf: [{required: [id]}, {required: [x]}]}
A: {type: object, properties: {a: {type: string}}}
",
        &[
            "X struct any: X.any, one: A, names: X.names, common: X.common, rule: X.rule",
            "X.any union() string | i64",
            "A struct a: string",
            "X.names enum a b c …",
            "X.common union() X.common|A | X.common|Other",
            "X.common|A struct id: string, a: string",
            "X.common|Other struct id: string, b: string",
            "X.rule struct id: string, x: json",
        ],
        &["W0310", "W0308"],
    );
}

#[test]
fn discriminators() {
    check(
        "discriminators",
        "
X:
  oneOf:
    - $ref: '#/components/schemas/Cat'
    - $ref: '#/components/schemas/Dog'
  discriminator:
    propertyName: kind
    mapping: {kitty: Cat, cat: '#/components/schemas/Cat', bird: '#/components/schemas/Bird', ghost: Ghost}
Cat: {type: object, properties: {kind: {type: string}}}
Dog: {type: object, properties: {kind: {type: string}}}
Bird: {type: object, properties: {kind: {type: string}}}
",
        &[
            "X union(kind) kitty=cat=Cat | Dog=Dog | bird=Bird",
            "Cat struct kind: string",
            "Dog struct kind: string",
            "Bird struct kind: string",
        ],
        &["W0314"],
    );
}

#[test]
fn a_mapping_may_name_an_alternative_by_the_end_of_its_reference() {
    check(
        "alternative",
        "
X:
  oneOf: [{$ref: '#/components/schemas/Pets/x-all/cat'}, {$ref: '#/components/schemas/Pets/x-all/dog'}]
  discriminator: {propertyName: kind, mapping: {kitty: cat, ghost: bird}}
Pets: {x-all: {cat: {type: object, properties: {kind: {type: string}}}, dog: {type: object, properties: {kind: {type: string}}}}}
",
        &[
            "X union(kind) kitty=Pets x-all cat | Pets x-all dog=Pets x-all dog",
            "Pets x-all cat struct kind: string",
            "Pets x-all dog struct kind: string",
        ],
        &["W0314"],
    );
}

#[test]
fn a_base_is_the_union_of_its_children() {
    check(
        "family",
        TABLES,
        &[
            "X union(type) two=Two | one=single=One",
            "Two struct type: X.type, title: string, data: [string]",
            "One struct type: X.type, title: string, data: [i64]",
            "X.type enum two one single later",
        ],
        &[],
    );
}

#[test]
fn children_without_a_mapping_are_found() {
    check(
        "implicit",
        "
X: {type: object, required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
Cat: {allOf: [{$ref: '#/components/schemas/X'}, {properties: {name: {type: string}}}]}
Lion: {allOf: [{$ref: '#/components/schemas/Cat'}, {properties: {kind: {type: string, enum: [lion]}}}]}
",
        &[
            "X union(kind) X=XBase | Cat=Cat | lion=Lion",
            "XBase struct kind!: string",
            "Cat struct kind!: string, name: string",
            "Lion struct kind!: Lion.kind=\"lion\", name: string",
            "Lion.kind enum lion",
        ],
        &[],
    );
}

#[test]
fn a_base_that_is_its_own_child_has_a_struct() {
    check(
        "own",
        "
X:
  type: object
  discriminator: {propertyName: kind, mapping: {x: '#/components/schemas/X', y: '#/components/schemas/Y'}}
  properties: {kind: {type: string}}
Y: {allOf: [{$ref: '#/components/schemas/X'}]}
",
        &["X union(kind) x=XBase | y=Y", "XBase struct kind: string", "Y struct kind: string"],
        &[],
    );
}

#[test]
fn a_base_that_lists_the_children_that_extend_it() {
    check(
        "listing",
        "
X:
  type: object
  properties: {kind: {type: string}}
  discriminator: {propertyName: kind}
  oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
A: {allOf: [{$ref: '#/components/schemas/X'}, {properties: {a: {type: string}}}]}
B: {allOf: [{$ref: '#/components/schemas/X'}, {properties: {b: {type: string}}}]}
",
        &[
            "X union(kind) A=A | B=B",
            "A struct kind: string, a: string",
            "B struct kind: string, b: string",
        ],
        &[],
    );
}

#[test]
fn a_value_that_a_schema_inherits_is_not_taken_from_another() {
    let text = "
X:
  type: object
  required: [kind]
  properties: {kind: {type: string}}
  discriminator: {propertyName: kind, mapping: {shark: '#/components/schemas/Shark'}}
Shark:
  allOf: [{$ref: '#/components/schemas/X'}]
  required: [sort]
  properties: {kind: {type: string, enum: [shark]}, sort: {type: string}}
  discriminator: {propertyName: sort, mapping: {saw: '#/components/schemas/Saw'}}
Saw: {allOf: [{$ref: '#/components/schemas/Shark'}], properties: {sort: {type: string, enum: [saw]}, teeth: {type: integer}}}
";
    let expected = [
        "X union(kind) shark=Shark",
        "Shark union(sort) saw=Saw",
        "Saw struct kind!: Saw.kind=\"shark\", sort!: Saw.sort=\"saw\", teeth: i64",
        "Saw.kind enum shark",
        "Saw.sort enum saw",
    ];
    check("inherited-value", text, &expected, &[]);
}

#[test]
fn too_many_combinations_of_alternatives_become_any_value() {
    let all = |letter: char, count: usize| {
        let one = |index| format!("{{type: object, properties: {{{letter}{index}: {{}}}}}}");
        (0..count).map(one).collect::<Vec<_>>().join(", ")
    };
    let text = format!("\nX: {{oneOf: [{}], anyOf: [{}]}}\n", all('a', 21), all('b', 20));
    check("combinations", &text, &["X = json"], &["W0311"]);
}
