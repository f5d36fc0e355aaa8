// Reads a Dockerfile on standard input and prints an object: "problems", what the linter of editors says with every rule on, each with
// its line, and "instructions", each with its keyword, its flags, and what follows them as text.
import { text } from 'node:stream/consumers';
import { DockerfileParser } from 'dockerfile-ast';
import { validate, ValidationSeverity } from 'dockerfile-utils';

const file = await text(process.stdin);
const everyRule = new Proxy({}, { get: () => ValidationSeverity.ERROR });
const problems = validate(file, everyRule).map(problem => `line ${problem.range.start.line + 1}: ${problem.message}`);
const instructions = DockerfileParser.parse(file).getInstructions().map(instruction => ({
  keyword: instruction.getKeyword(),
  flags: (instruction.getFlags?.() ?? []).map(flag => flag.toString()),
  text: instruction.getArgumentsContent() ?? '',
}));
console.log(JSON.stringify({ problems, instructions }));
