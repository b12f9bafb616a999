/** Draws the states of vmem.c: page tables, memmap, threads, frames, TLB, counters and the address space. */
import { useMemo } from 'preact/hooks';
import { Panel } from '../panel.tsx';
import type { PanelKit, PanelsProps } from '../panels.ts';
import { stateAt } from '../positions.ts';
import { AddressSpace } from './address-space.tsx';
import { chanceText } from './chance-text.ts';
import { changesBetween } from './changes.ts';
import { Counters, Frames } from './frames.tsx';
import { Legend } from './legend.tsx';
import { sectionsOf, stripsOf } from './sections.ts';
import { shapeOf } from './shape-of.ts';
import { vmemShow } from './show.ts';
import { Strips } from './strips.tsx';
import { Threads } from './threads.tsx';
import { Tlb } from './tlb.tsx';
import { Tree } from './tree.tsx';
import { layTreeOut } from './tree-layout.ts';

export const pageTables: PanelKit = {
  Panels,
  Legend,
  chanceText: (scheduled) => chanceText(scheduled as Parameters<typeof chanceText>[0]),
  shapeOf,
};

function Panels({ show, position }: PanelsProps) {
  const trace = vmemShow(show);
  const layout = useMemo(() => layTreeOut(trace), [trace]);
  const sections = useMemo(() => sectionsOf(trace), [trace]);
  const strips = useMemo(() => stripsOf(trace, sections), [trace, sections]);
  const state = stateAt(trace, position);
  const changes = changesBetween(stateAt(trace, Math.max(0, position - 1)), state);
  return (
    <>
      <Panel title="Page tables" id="tree" note="from the root down">
        <Tree trace={trace} layout={layout} position={position} changes={changes} />
      </Panel>
      {strips.length === 0 ? null : (
        <Panel
          title="Memmap"
          id="strips"
          note="one strip for each PMD: the owners of struct pages, and the content"
        >
          <Strips strips={strips} sections={sections} state={state} changes={changes} />
        </Panel>
      )}
      <Panel title="Threads and mutex" id="threads">
        <Threads show={trace} position={position} state={state} changes={changes} />
      </Panel>
      <div class="pair">
        <Panel title="Frames and owners" id="frames">
          <Frames state={state} changes={changes} />
        </Panel>
        <div>
          <Panel title="TLB" id="tlb">
            <Tlb state={state} changes={changes} />
          </Panel>
          <Panel title="Counters and tail" id="counters">
            <Counters state={state} changes={changes} />
          </Panel>
        </div>
      </div>
      <Panel title="Address space" id="address-space" note="in order of addresses, not to scale">
        <AddressSpace trace={trace} sections={sections} state={state} />
      </Panel>
    </>
  );
}
