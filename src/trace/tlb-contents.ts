/** What a TLB may hold: of each entry that a walk could reach, the values that it had since the last flush. */
export class TlbContents {
  /** By handle of the table and slot, the oldest value first. */
  private readonly tables = new Map<number, Map<number, number[]>>();

  flush(): void {
    this.tables.clear();
  }

  add(table: number, slot: number, value: number): void {
    const slots = this.tables.get(table) ?? new Map<number, number[]>();
    this.tables.set(table, slots);
    const values = slots.get(slot) ?? [];
    slots.set(slot, values);
    if (!values.includes(value)) values.push(value);
  }

  of(table: number, slot: number): readonly number[] {
    return this.tables.get(table)?.get(slot) ?? [];
  }

  has(value: number): boolean {
    return [...this.tables.values()].some((slots) =>
      [...slots.values()].some((values) => values.includes(value)),
    );
  }

  /** Of all entries; a value may be there more than once. */
  values(): number[] {
    return [...this.tables.values()].flatMap((slots) => [...slots.values()].flat());
  }
}
