/** The page tables level by level: tables are rows of entries, lines connect an entry to its target. */

import type { TableState } from '../../src/subjects/vmem/trace/step-state.ts';
import type { VmemTrace } from '../../src/subjects/vmem/trace/steps.ts';
import { hex } from '../../src/text/hex.ts';
import { ScrollBox } from '../scroll-box.tsx';
import { plural } from '../words.tsx';
import { rangeText, sizeText, spanOf } from './address.ts';
import { type Changes, partKeys } from './changes.ts';
import { type Drawn, drawnTables } from './drawn-tables.ts';
import { placeText } from './place-text.ts';
import {
  type CellPlace,
  cellHeight,
  cellSpan,
  entriesIn,
  type TreeLayout,
  titleHeight,
} from './tree-layout.ts';

interface TreeProps {
  readonly trace: VmemTrace;
  readonly layout: TreeLayout;
  readonly position: number;
  readonly changes: Changes;
}

export function Tree({ trace, layout, position, changes }: TreeProps) {
  const drawn = drawnTables(layout, trace, position);
  return (
    <ScrollBox label="page tables, level by level" follow={position} followed="li.changed">
      <div
        class="tree"
        style={{ '--width': `${layout.width}px`, '--height': `${layout.height}px` }}
      >
        <Lines layout={layout} drawn={drawn} />
        <div class="bands">
          {layout.bands.map((top, depth) => {
            const level = trace.machine.levels[depth];
            return (
              <p key={level.name} class="band" style={{ top: `${top}px` }}>
                <b>{level.name}</b>
                {sizeText(level.span)} an entry
              </p>
            );
          })}
        </div>
        {drawn.map((one) => (
          <Table key={one.place.key} {...one} changes={changes} trace={trace} />
        ))}
      </div>
    </ScrollBox>
  );
}

/** From the middle of an entry to the top of the table that it points to. */
function Lines({ layout, drawn }: { layout: TreeLayout; drawn: readonly Drawn[] }) {
  const lines = drawn.flatMap((upper) =>
    upper.place.cells.flatMap((cell) =>
      entriesIn(upper.table, cell).flatMap((entry) => {
        const lower = drawn.find(({ table }) => table.name === (entry.target ?? entry.stale));
        if (lower === undefined) return [];
        const x = upper.place.x + cell.x + cell.width / 2;
        const y = upper.place.y + titleHeight + cellHeight;
        const toX = lower.place.x + lower.place.width / 2;
        const bend = (y + lower.place.y) / 2;
        return [
          {
            key: `${upper.table.name}-${entry.slot}`,
            kind: entry.target === null ? 'stale' : entry.dangling ? 'dangling' : '',
            path: `M${x} ${y}C${x} ${bend} ${toX} ${bend} ${toX} ${lower.place.y}`,
          },
        ];
      }),
    ),
  );
  return (
    <svg aria-hidden="true" width={layout.width} height={layout.height}>
      {lines.map(({ key, kind, path }) => (
        <path key={key} class={kind} d={path} />
      ))}
    </svg>
  );
}

interface TableProps extends Drawn {
  readonly trace: VmemTrace;
  readonly changes: Changes;
}

function Table({ place, table, sharing, changes, trace }: TableProps) {
  const changed = changes.has(partKeys.object(table.name)) ? 'changed' : '';
  const isRoot = table.name === 'root';
  const title = isRoot ? 'root' : table.name;
  const where = table.place === 'linked' ? '' : placeText(table);
  return (
    <div
      class={`table ${table.place} ${changed}`}
      data-table={table.name}
      style={{
        '--left': `${place.x}px`,
        '--top': `${place.y}px`,
        '--width': `${place.width}px`,
        '--depth': place.depth,
      }}
    >
      <p class="table-title">
        <b>{title}</b>
        <span class="level">: {table.level} table</span>
        {table.boot && !isRoot ? ' (boot)' : ''}
        {where === '' ? '' : ` ${where}`}
        {sharing === 1 ? '' : ` (1 of ${sharing} tables)`}
      </p>
      <ul
        aria-label={`entries of ${table.level} table ${table.name}, ${rangeText(spanOf(table.range))}`}
      >
        {place.cells.map((cell) => (
          <Cell key={cell.slot} cell={cell} table={table} changes={changes} trace={trace} />
        ))}
      </ul>
    </div>
  );
}

interface CellProps {
  readonly cell: CellPlace;
  readonly table: TableState;
  readonly changes: Changes;
  readonly trace: VmemTrace;
}

function Cell({ cell, table, changes, trace }: CellProps) {
  const span = cellSpan(table, cell);
  const style = { '--width': `${cell.width}px` };
  if (cell.isGap) {
    return (
      <li
        class="gap"
        style={style}
        title={`${plural(cell.count, 'entry', 'entries')} never used: ${rangeText(span)}`}
      >
        <span aria-hidden="true">⋯</span>
        <span class="gap-text"> {plural(cell.count, 'entry', 'entries')} never used</span>
      </li>
    );
  }
  const entries = entriesIn(table, cell);
  const slots = Array.from({ length: cell.count }, (_, index) => cell.slot + index);
  const isChanged = slots.some((slot) => changes.has(partKeys.entry(table.name, slot)));
  const { text, kind } = contentOf(entries, cell.count);
  const isLarge = kind.startsWith('leaf') && table.level !== 'pte';
  const many = cell.count > 1 ? ` ×${cell.count}` : '';
  const area = span.start >= Number(trace.machine.vmemmapStart) ? 'memmap' : 'direct';
  return (
    <li
      class={`${kind} ${area} ${isLarge ? 'large' : 'small'} ${isChanged ? 'changed' : ''}`}
      style={style}
      title={`${table.level} ${rangeText(span)}: ${text}`}
    >
      <span class="address">
        {hex(span.start)}
        {many}
      </span>
      <span class="target">{text}</span>
    </li>
  );
}

interface Content {
  readonly text: string;
  readonly kind: string;
}

/** The content of a cell: `entries` lists entries that are not empty or may be cached. */
function contentOf(entries: TableState['entries'], count: number): Content {
  const used = entries.filter(({ target }) => target !== null);
  const dangling = used.filter((entry) => entry.dangling);
  if (dangling.length > 0) return { text: `${namesOf(dangling)} freed!`, kind: 'leaf dangling' };
  if (used.length === 0) {
    const stale = entries.find((entry) => entry.stale !== null)?.stale ?? null;
    return stale === null
      ? { text: 'empty', kind: 'none' }
      : { text: `TLB: ${stale}`, kind: 'none stale' };
  }
  const shown = namesOf(used);
  const usedCount = used.reduce((sum, entry) => sum + entry.count, 0);
  return {
    text: usedCount === count ? shown : `${usedCount} of ${count} ${shown}`,
    kind: used.some((entry) => entry.class === 'table') ? 'to-table' : 'leaf',
  };
}

function namesOf(entries: TableState['entries']): string {
  const names = [...new Set(entries.map(({ target }) => target))];
  return names.length > 2 ? `${names[0]} … ${names.at(-1)}` : names.join(' ');
}
