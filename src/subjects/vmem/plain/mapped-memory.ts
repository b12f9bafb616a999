/** Memory as it is accessed through the tables: struct pages that are written and read where the memmap is mapped. */
import type { Answer } from '../kernel/request.ts';
import { EventKind, unusedByte } from '../machine/events.ts';
import { alignDown, pageBytes } from '../machine/geometry.ts';
import type { RangeSet } from '../machine/range-set.ts';
import { Memory } from './memory.ts';
import { mappedAt } from './objects.ts';

const alignUp = (offset: number): number => alignDown(offset + pageBytes - 1, pageBytes);

/** The model knows 0xFD page by page: what covers a part of a page does not mark it. */
function markPages(marked: RangeSet, from: number, to: number): void {
  const [start, end] = [alignUp(from), alignDown(to, pageBytes)];
  if (start < end) marked.add(start, end);
}

export class MappedMemory extends Memory {
  /** memset() through the mapped memmap: mapped pages are written, others fault. */
  protected fill(va: number, bytes: number, byte: number): Answer {
    let done = 0;
    while (done < bytes) {
      const mapped = mappedAt(this, va + done);
      if (mapped === undefined) break;
      const length = Math.min(bytes - done, mapped.object.bytes - mapped.offset);
      const { marked } = mapped.object;
      if (byte === unusedByte) markPages(marked, mapped.offset, mapped.offset + length);
      else marked.remove(mapped.offset, mapped.offset + length);
      done += length;
    }
    if (done > 0) this.emit(EventKind.memset, va, done, byte);
    if (done < bytes) this.emit(EventKind.fault, va + done, bytes - done, byte);
    return 0;
  }

  protected testUnused(va: number, bytes: number): Answer {
    const mapped = mappedAt(this, va);
    if (mapped === undefined) {
      this.emit(EventKind.fault, va, bytes, -1);
      return 0;
    }
    const { offset, object } = mapped;
    const all =
      object.kind === 'block' &&
      object.marked.covers(alignDown(offset, pageBytes), alignUp(offset + bytes));
    this.emit(EventKind.scan, va, bytes, all ? 1 : 0);
    return all ? 1 : 0;
  }
}
