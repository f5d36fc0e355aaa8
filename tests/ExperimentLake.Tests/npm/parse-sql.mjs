// Reads JSON, an object of names to SQL, on standard input and parses each with the grammar that the first argument names (HiveSQL or
// TrinoSQL); prints an object of the names whose SQL has errors to what they are.
import { registerHooks } from 'node:module';
import { text } from 'node:stream/consumers';

// The package imports its own files without their extension, which is left to bundlers.
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      for (const ending of ['.js', '/index.js']) {
        try {
          return next(specifier + ending, context);
        } catch {
          // The first error tells more.
        }
      }
      throw error;
    }
  },
});

const grammars = await import('dt-sql-parser');
const parser = new grammars[process.argv[2]]();
const statements = Object.entries(JSON.parse(await text(process.stdin)));
const wrong = statements.map(([name, sql]) => [name, parser.validate(sql).map(error => `${error.startLine}:${error.startColumn} ${error.message}`)])
  .filter(([, errors]) => errors.length > 0);
console.log(JSON.stringify({ parsed: statements.length, wrong: Object.fromEntries(wrong) }));
