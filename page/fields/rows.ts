/** A state of named values and lists as rows: each value before and after the step. */

export interface Row {
  /** `items`, `waiting[2]`, or, for equal neighbours, `waiting[3 … 99]`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly isChanged: boolean;
}

/** Fewer neighbours are listed one by one. */
const runMin = 4;

interface Cell {
  readonly before: string;
  readonly after: string;
}

/** `before` and `after`: states with the same fields. */
export function rowsOf(before: object, after: object): Row[] {
  return Object.entries(after).flatMap(([name, value]: [string, unknown]) => {
    const was: unknown = Reflect.get(before, name);
    if (!Array.isArray(value) || !Array.isArray(was)) {
      return [rowOf(name, { before: textOf(was), after: textOf(value) })];
    }
    const cells = value.map((one, index) => ({ before: textOf(was[index]), after: textOf(one) }));
    return cells.length === 0 ? [rowOf(name, emptyList)] : listRows(name, cells);
  });
}

const emptyList: Cell = { before: 'no elements', after: 'no elements' };

function listRows(name: string, cells: readonly Cell[]): Row[] {
  const rows: Row[] = [];
  let from = 0;
  while (from < cells.length) {
    let to = from + 1;
    while (to < cells.length && isAlike(cells[from], cells[to])) to++;
    if (to - from >= runMin) {
      rows.push(rowOf(`${name}[${from} … ${to - 1}]`, cells[from]));
    } else {
      for (let index = from; index < to; index++) {
        rows.push(rowOf(`${name}[${index}]`, cells[index]));
      }
    }
    from = to;
  }
  return rows;
}

function isAlike(one: Cell, other: Cell): boolean {
  return one.before === other.before && one.after === other.after;
}

function rowOf(name: string, { before, after }: Cell): Row {
  return { name, before, after, isChanged: before !== after };
}

/** An empty word would look as if there were no value. */
function textOf(value: unknown): string {
  return value === '' ? '""' : String(value);
}
