/** @see https://developers.notion.com/reference/block#code */
const known =
  "abap|abc|agda|arduino|ascii art|assembly|bash|basic|bnf|c|c#|c++|clojure|coffeescript|coq|css|dart|dhall|diff|docker|ebnf|elixir|elm|erlang|f#|flow|fortran|gherkin|glsl|go|graphql|groovy|haskell|hcl|html|idris|java|javascript|json|julia|kotlin|latex|less|lisp|livescript|llvm ir|lua|makefile|markdown|markup|matlab|mathematica|mermaid|nix|notion formula|objective-c|ocaml|pascal|perl|php|plain text|powershell|prolog|protobuf|purescript|python|r|racket|reason|ruby|rust|sass|scala|scheme|scss|shell|smalltalk|solidity|sql|swift|toml|typescript|vb.net|verilog|vhdl|visual basic|webassembly|xml|yaml";

const languages: ReadonlySet<string> = new Set(known.split("|"));

const short: Readonly<Record<string, string>> = {
  js: "javascript",
  jsx: "javascript",
  mjs: "javascript",
  ts: "typescript",
  tsx: "typescript",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "shell",
  zsh: "shell",
  console: "shell",
  yml: "yaml",
  md: "markdown",
  cs: "c#",
  csharp: "c#",
  cpp: "c++",
  fs: "f#",
  kt: "kotlin",
  golang: "go",
  dockerfile: "docker",
  tf: "hcl",
  tex: "latex",
  objc: "objective-c",
  ps1: "powershell",
  wasm: "webassembly",
  proto: "protobuf",
  jsonc: "json",
  json5: "json",
};

/** Notion refuses a code block in a language that it does not know. */
export function languageOf(given: string): string {
  const word = given.trim().split(/\s+/)[0]?.toLowerCase() ?? "";
  const name = short[word] ?? word;
  return languages.has(name) ? name : "plain text";
}
