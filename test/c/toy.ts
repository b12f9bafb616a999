/**
 * A small environment for test sources: every call of `out(x)` is a step, and `in()` returns the next
 * value from the test.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Environment, Fault, type FunctionOf, type Steps } from '../../src/c/environment.ts';
import { parseTexts } from '../../src/c/parse-unit.ts';
import { type ReadProgram, readProgram } from '../../src/c/read-program.ts';
import { type RunLimits, runProgram } from '../../src/c/run-program.ts';
import { SourceText } from '../../src/c/source-text.ts';
import { CParser } from '../../src/c/syntax.ts';
import {
  intType,
  namedType,
  pointerTo,
  type Type,
  ulongType,
  voidType,
} from '../../src/c/types.ts';
import { Opaque, type Value } from '../../src/c/values.ts';

const grammar = readFileSync(
  createRequire(import.meta.url).resolve('tree-sitter-c/tree-sitter-c.wasm'),
);
const parser = await CParser.create(grammar);

/** Requests to the toy machine; `out` has no result, `in` returns a number. */
export interface ToyRequest {
  readonly ask: string;
  readonly value: Value | undefined;
}

/** The host of a run: the static variables. */
export interface ToyHost {
  readonly statics: Map<string, Value>;
}

/** A cell of an unbounded array. */
class Cell extends Opaque {
  readonly what = 'the address of a cell';
  readonly index: number;

  constructor(index: number) {
    super();
    this.index = index;
  }
}

type ToySteps = Steps<ToyRequest, Value>;
type Given = readonly Value[];

function* ask(name: string, value?: Value): ToySteps {
  return yield { ask: name, value };
}

const cellType: Type = namedType('cell_t');
const step = (type: Type, arity: number, steps: (host: ToyHost, given: Given) => ToySteps) => ({
  type,
  arity,
  steps,
});

const toyEnvironment: Environment<ToyHost, ToyRequest, Value> = {
  vocabulary: {
    attributes: new Set(['__ref']),
    attributesOf: new Set(['__acquires']),
    lockMacros: new Set(['DEFINE_MUTEX']),
    ignoredDeclarations: new Set(['EXPORT_SYMBOL']),
  },
  types: new Map<string, Type>([
    ['u64', ulongType],
    ['cell_t', cellType],
  ]),
  structs: new Map(),
  sizes: new Map([['struct page', () => 64]]),
  constants: new Map([['LIMIT', { type: intType, value: () => 3 }]]),
  functions: new Map<string, FunctionOf<ToyHost, ToyRequest, Value>>([
    ['out', step(voidType, 1, (_host, [value]) => ask('out', value))],
    ['in', step(ulongType, 0, () => ask('in'))],
    ['cells', { type: pointerTo(cellType), arity: 0, value: () => new Cell(0) }],
    ['cell_val', { type: ulongType, arity: 1, value: (_host: ToyHost, [cell]: Given) => cell }],
    ['is_empty', step(intType, 1, (_host, [cell]) => ask('is_empty', cell))],
    ['cell_of', { type: cellType, arity: 1, value: (_host: ToyHost, [value]: Given) => value }],
    ['likely', { type: intType, arity: 1, value: (_host: ToyHost, [value]: Given) => value }],
    ['lock', step(voidType, 1, (_host, [name]) => ask('lock', name))],
  ]),
  lvalues: new Set(['cell_val']),
  objects: new Set(['init_mm']),
  unsupported: new Map([['kmalloc', 'objects of the slab allocator are not supported']]),
  scans: new Map([
    ['is_empty', { count: 'LIMIT', steps: (_host: ToyHost, cell: Value) => ask('scan', cell) }],
  ]),
  object: (_host, name) => new Named(name),
  lock: (_host, name) => new Named(name),
  at: () => undefined,
  asks: () => undefined,
  fails: () => undefined,
  returns: () => undefined,
  settle: () => 0,
  calculate: () => undefined,
  compare: () => undefined,
  move: (_host, pointer, count) =>
    pointer instanceof Cell ? new Cell(pointer.index + count) : undefined,
  load: (_host, pointer) => ask('load', pointer),
  store: (_host, pointer, value) => {
    if (!(pointer instanceof Cell)) throw new Fault('no cell');
    return ask(`store ${pointer.index}`, value);
  },
  statics: {
    load: (host, { name }) => valueOnly(host.statics.get(name) ?? 0, `load ${name}`),
    store: (host, { name }, value) => {
      host.statics.set(name, value);
      return ask(`set ${name}`, value);
    },
    isSet: (host, { name }) => valueOnly(host.statics.get(name) ? 1 : 0, `is set ${name}`),
    is: (host, { name }, value) =>
      valueOnly((host.statics.get(name) ?? 0) === value ? 1 : 0, `is ${name}`),
  },
};

/** A lock or another object of the kernel. */
class Named extends Opaque {
  readonly what: string;

  constructor(name: string) {
    super();
    this.what = name;
  }
}

function* valueOnly(value: Value, name: string): ToySteps {
  yield { ask: name, value: undefined };
  return value;
}

export function read(
  text: string,
  roots: readonly string[] = ['main'],
  configuration: Readonly<Record<string, number>> = {},
  more: readonly string[] = [],
): ReadProgram<ToyHost, ToyRequest, Value> {
  const texts = [text, ...more].map((one, index) => new SourceText(`toy${index || ''}.c`, one));
  const parsed = parseTexts(parser, toyEnvironment.vocabulary, configuration, texts);
  return readProgram({ texts, parsed, environment: toyEnvironment, configuration, roots });
}

export interface ToyRun {
  readonly result: Value | undefined;
  /** `out 3`, `in`, `load cell 2`. */
  readonly steps: readonly string[];
}

/** Runs main(); `in()` returns the given numbers, and every other request returns 0. */
export function run(
  text: string,
  given: readonly Value[] = [],
  configuration: Readonly<Record<string, number>> = {},
  limits?: RunLimits,
): ToyRun {
  const { program } = read(text, ['main'], configuration);
  const left = [...given];
  const steps: string[] = [];
  const running = runProgram(program, 'main', [], { statics: new Map() }, (value) => value, limits);
  let next = running.next();
  while (!next.done) {
    const { ask: name, value } = next.value;
    steps.push(value === undefined ? name : `${name} ${shown(value)}`);
    next = running.next(name === 'in' ? (left.shift() ?? 0) : 0);
  }
  return { result: next.value, steps };
}

function shown(value: Value): string {
  if (value instanceof Cell) return `cell ${value.index}`;
  return value instanceof Opaque ? value.what : String(value);
}
