/** Mistakes that `mutate` makes in a C source: where they are placed, and what they change. */
import { expect, test } from 'vitest';
import { type TextEdit, textEdits } from '../../src/c/mutants/text-edits.ts';
import { parsedUnits, parseTexts } from '../../src/c/parse-unit.ts';
import { SourceText } from '../../src/c/source-text.ts';
import { createCParser } from '../../src/subjects/c-kernel/c-parser.ts';
import { s390 } from '../../src/subjects/vmem/kernel-c/s390-table.ts';

const parser = await createCParser();
const levels = new Map([
  ['BIG', 'SMALL'],
  ['SMALL', 'BIG'],
]);

function editsOf(text: string, functions: readonly string[]): readonly TextEdit[] {
  const source = new SourceText('t.c', text);
  const [unit] = parsedUnits([source], parseTexts(parser, s390.vocabulary, {}, [source]));
  return textEdits(unit, new Set(functions), levels);
}

/** `kind line: old text -> new text`. */
const shown = (text: string, edits: readonly TextEdit[]): string[] =>
  edits.map(
    ({ kind, line, start, end, by }) =>
      `${kind} ${line}: ${JSON.stringify(text.slice(start, end))} -> ${JSON.stringify(by)}`,
  );

test('statements, pairs, conditions, operators, levels and values in reachable functions', () => {
  const text = `#define IS_SET(x) ((x) != 0)
static int used(int a, int b)
{
	int result = 0;

	if (a < b && IS_SET(a))
		return b;
	first(a, BIG);
	second(b);
	for (; a > 1; a--) {
		if (b)
			break;
	}
	return result;
}

static int unused(int a)
{
	return a + 1;
}
`;
  expect(shown(text, editsOf(text, ['used']))).toMatchInlineSnapshot(`
    [
      "value 4: "0" -> "1"",
      "negate 6: "(a < b && IS_SET(a))" -> "(!(a < b && IS_SET(a)))"",
      "operator 6: "<" -> "<="",
      "operator 6: "&&" -> "||"",
      "drop 7: "return b;" -> ";"",
      "value 7: "b" -> "0"",
      "drop 8: "\\tfirst(a, BIG);\\n" -> """,
      "swap 8: "first(a, BIG);\\n\\tsecond(b);" -> "second(b);\\n\\tfirst(a, BIG);"",
      "level 8: "BIG" -> "SMALL"",
      "drop 9: "\\tsecond(b);\\n" -> """,
      "negate 10: "a > 1" -> "!(a > 1)"",
      "operator 10: ">" -> ">="",
      "value 10: "1" -> "0"",
      "negate 11: "(b)" -> "(!(b))"",
      "drop 12: "break;" -> ";"",
      "value 14: "result" -> "0"",
    ]
  `);
});

test('an edit yields C that can be parsed, and does not change the surrounding text', () => {
  const text = 'int f(int a)\n{\n\tif (a)\n\t\tg(a);\n\telse\n\t\th(a);\n\treturn a;\n}\n';
  const edits = editsOf(text, ['f']);
  const results = edits.map(({ start, end, by }) => text.slice(0, start) + by + text.slice(end));
  expect(new Set(results).size).toBe(edits.length);
  for (const result of results) {
    expect(result).not.toBe(text);
    expect(() => editsOf(result, ['f'])).not.toThrow();
  }
  expect(results).toContain(text.replace('g(a);', ';'));
  expect(results).toContain(text.replace('return a;', 'return 0;'));
});

test('a function that cannot be parsed is not edited', () => {
  expect(editsOf('int f(void)\n{\n\tg(;\n\th();\n}\n', ['f'])).toEqual([]);
});
