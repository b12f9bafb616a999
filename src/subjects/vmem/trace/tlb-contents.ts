/** Possible contents of a TLB: for each entry that a walk could reach, its values since the last flush. */
export class TlbContents {
  /** Number of flushes so far. */
  flushes = 0;
  /** By handle of the table and slot, the oldest value first. */
  private readonly tables = new Map<number, CachedTable>();
  private readonly handles = new Set<number>();

  flush(): void {
    this.flushes++;
    this.tables.clear();
    this.handles.clear();
  }

  /** The possible values of a table, to be extended. */
  of(table: number): CachedTable {
    const known = this.tables.get(table);
    if (known !== undefined) return known;
    const made = new CachedTable(this.handles);
    this.tables.set(table, made);
    return made;
  }

  /** True if the TLB may hold an entry that points to the object. */
  has(handle: number): boolean {
    return this.handles.has(handle);
  }

  /** Objects that entries in it may point to. */
  named(): ReadonlySet<number> {
    return this.handles;
  }
}

export class CachedTable {
  /** Number of additions: if unchanged, there is nothing new to read. */
  writes = 0;
  private readonly slots = new Map<number, number[]>();
  private readonly handles: Set<number>;

  constructor(handles: Set<number>) {
    this.handles = handles;
  }

  add(slot: number, value: number): void {
    const values = this.slots.get(slot);
    if (values?.includes(value)) return;
    this.writes++;
    if (value > 0) this.handles.add(value);
    if (values === undefined) this.slots.set(slot, [value]);
    else values.push(value);
  }

  /** Undefined if it holds no value of that entry. */
  valuesOf(slot: number): readonly number[] | undefined {
    return this.slots.get(slot);
  }
}
