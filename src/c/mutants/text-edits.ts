/**
 * Edits of a C source that imitate human mistakes: found in the syntax tree, applied to the original
 * text.
 */

import type { SourceText } from '../source-text.ts';
import { field, firstBroken, partsOf, type SyntaxNode, spanOf } from '../syntax.ts';
import type { Unit } from '../unit.ts';

export const editKinds = ['drop', 'swap', 'negate', 'operator', 'level', 'value'] as const;
export type EditKind = (typeof editKinds)[number];

/** One mistake: characters `start` to `end - 1` of the text are replaced. */
export interface TextEdit {
  readonly kind: EditKind;
  /** The mistake, as a sentence without a full stop. */
  readonly mistake: string;
  readonly function: string;
  /** Counts from 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** Pairs of names from the environment that differ by one level of tables. */
export type LevelNames = ReadonlyMap<string, string>;

/** The edits of the functions with these names, in the order of the text; none is made twice. */
export function textEdits(
  { output, root }: Unit,
  functions: ReadonlySet<string>,
  levels: LevelNames,
): readonly TextEdit[] {
  const found: TextEdit[] = [];
  for (const node of partsOf(root)) {
    if (node.type !== 'function_definition' || firstBroken(node) !== undefined) continue;
    const name = nameOf(field(node, 'declarator'));
    const body = field(node, 'body');
    if (name === undefined || body === undefined || !functions.has(name)) continue;
    const finder = new EditFinder((part) => spanOf(output, part), name, levels);
    finder.visit(body);
    found.push(...finder.edits);
  }
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  const keyOf = ({ start, end, by }: TextEdit): string => `${start} ${end} ${by}`;
  return [...new Map(found.map((edit) => [keyOf(edit), edit])).values()];
}

function nameOf(declarator: SyntaxNode | undefined): string | undefined {
  if (declarator === undefined) return undefined;
  return declarator.type === 'identifier'
    ? declarator.text
    : nameOf(field(declarator, 'declarator'));
}

interface EditRange {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

/** The mistaken forms of comparisons and connectives. */
const confused: ReadonlyMap<string, string> = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['&&', '||'],
  ['||', '&&'],
  ['+', '-'],
  ['-', '+'],
]);

/** Statements that can be forgotten; a declaration cannot. */
const droppable: ReadonlySet<string> = new Set([
  'expression_statement',
  'return_statement',
  'goto_statement',
  'break_statement',
  'continue_statement',
]);

class EditFinder {
  readonly edits: TextEdit[] = [];
  private readonly rangeOf: (node: SyntaxNode) => EditRange;
  private readonly function: string;
  private readonly levels: LevelNames;

  constructor(rangeOf: (node: SyntaxNode) => EditRange, name: string, levels: LevelNames) {
    this.rangeOf = rangeOf;
    this.function = name;
    this.levels = levels;
  }

  visit(node: SyntaxNode): void {
    this.ofStatement(node);
    this.ofCondition(node);
    this.ofToken(node);
    const parts = partsOf(node);
    for (const [index, part] of parts.entries()) {
      if (node.type === 'compound_statement') this.ofPair(part, parts[index + 1]);
      this.visit(part);
    }
  }

  private add(kind: EditKind, range: EditRange, by: string, mistake: string): void {
    const { source, start, end } = range;
    const { line } = source.positionAt(firstSolid(source.text, start));
    this.edits.push({ kind, mistake, function: this.function, line, start, end, by });
  }

  private ofStatement(node: SyntaxNode): void {
    if (!droppable.has(node.type) || node.parent === null || node.text === ';') return;
    const range = this.rangeOf(node);
    const text = range.source.text.slice(range.start, range.end);
    if (!text.endsWith(';')) return;
    const { parent } = node;
    const isInBlock = parent.type === 'compound_statement';
    const isLast = parent.parent?.type === 'function_definition' && node.nextNamedSibling === null;
    const words = oneLine(text);
    if (node.type === 'return_statement') {
      const [value] = partsOf(node);
      if (value !== undefined && value.text !== '0') this.returnZero(value, words);
      // Without its last return a function has no result.
      if (isLast) return;
    }
    const whole = isInBlock ? wholeLines(range) : null;
    this.add('drop', whole ?? range, whole === null ? ';' : '', `${words} is forgotten`);
  }

  private returnZero(value: SyntaxNode, words: string): void {
    const range = this.rangeOf(value);
    if (!isExact(range, value)) return;
    this.add('value', range, '0', `${words} returns 0`);
  }

  private ofPair(first: SyntaxNode, second: SyntaxNode | undefined): void {
    if (second === undefined || first.text === second.text) return;
    if ([first, second].some(({ type }) => type !== 'expression_statement')) return;
    const [a, b] = [this.rangeOf(first), this.rangeOf(second)];
    const { text } = a.source;
    if (a.end > b.start || text[a.end - 1] !== ';' || text[b.end - 1] !== ';') return;
    const between = text.slice(a.end, b.start);
    const [one, other] = [text.slice(a.start, a.end), text.slice(b.start, b.end)];
    const range = { source: a.source, start: a.start, end: b.end };
    this.add('swap', range, `${other}${between}${one}`, `${oneLine(other)} comes first`);
  }

  private ofCondition(node: SyntaxNode): void {
    const condition = conditionOf(node);
    if (condition === undefined) return;
    const range = this.rangeOf(condition);
    const text = range.source.text.slice(range.start, range.end);
    if (!isBalanced(text)) return;
    const isWrapped = condition.type === 'parenthesized_expression';
    const by = isWrapped ? `(!${text})` : `!(${text})`;
    this.add('negate', range, by, `${oneLine(text)} is negated`);
  }

  /** A word or an operator, which is identical in the text and in the tree. */
  private ofToken(node: SyntaxNode): void {
    const token = node.type === 'binary_expression' ? field(node, 'operator') : node;
    if (token === undefined) return;
    const range = this.rangeOf(token);
    if (!isExact(range, token)) return;
    const [kind, by] = this.confusedWith(node, token.text);
    if (by === undefined) return;
    this.add(kind, range, by, `${token.text} is ${by}`);
  }

  private confusedWith(node: SyntaxNode, text: string): [EditKind, string | undefined] {
    switch (node.type) {
      case 'binary_expression':
        return ['operator', confused.get(text)];
      case 'identifier':
        return ['level', this.levels.get(text)];
      case 'true':
        return ['value', 'false'];
      case 'false':
        return ['value', 'true'];
      case 'number_literal':
        return ['value', text === '0' ? '1' : text === '1' ? '0' : undefined];
      default:
        return ['value', undefined];
    }
  }
}

function conditionOf(node: SyntaxNode): SyntaxNode | undefined {
  switch (node.type) {
    case 'if_statement':
    case 'while_statement':
    case 'do_statement':
    case 'for_statement':
    case 'conditional_expression':
      return field(node, 'condition');
    default:
      return undefined;
  }
}

function isExact({ source, start, end }: EditRange, node: SyntaxNode): boolean {
  return source.text.slice(start, end) === node.text;
}

/** A macro may expand to a part of a condition. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth++;
    if (letter === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

/** The lines of a statement, if nothing else is on them; else null. */
function wholeLines(range: EditRange): EditRange | null {
  const { text } = range.source;
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const lineEnd = text.indexOf('\n', range.end);
  if (lineEnd < 0) return null;
  const around = text.slice(lineStart, range.start) + text.slice(range.end, lineEnd);
  return around.trim() === '' ? { ...range, start: lineStart, end: lineEnd + 1 } : null;
}

function firstSolid(text: string, from: number): number {
  const found = text.slice(from).search(/\S/);
  return found < 0 ? from : from + found;
}

const wordsMax = 60;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= wordsMax ? line : `${line.slice(0, wordsMax - 3)}...`;
}
