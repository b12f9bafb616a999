/** The page: the claim, the player, and the state of the machine after the current step. */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { AddressSpace } from './address-space.tsx';
import { changesBetween } from './changes.ts';
import { Head, Reasons } from './head.tsx';
import { Legend } from './legend.tsx';
import type { PageDocument } from './page-document.ts';
import { Claims, Counters, Frames } from './panels.tsx';
import { usePlayer } from './player.ts';
import { PlayerBar } from './player-bar.tsx';
import { stateAt } from './positions.ts';
import { sectionsOf, stripsOf } from './sections.ts';
import { StepList } from './step-list.tsx';
import { Strips } from './strips.tsx';
import { Threads } from './threads.tsx';
import { Tlb } from './tlb.tsx';
import { Tree } from './tree.tsx';
import { layTreeOut } from './tree-layout.ts';

interface AppProps {
  readonly document: PageDocument;
  /** Link to the list of counterexamples, if the page is served from one. */
  readonly home: string | undefined;
}

export function App({ document, home }: AppProps) {
  const { show } = document;
  const player = usePlayer(show);
  const { position } = player;
  const layout = useMemo(() => layTreeOut(show), [show]);
  const sections = useMemo(() => sectionsOf(show), [show]);
  const strips = useMemo(() => stripsOf(show, sections), [show, sections]);
  const state = stateAt(show, position);
  const changes = changesBetween(stateAt(show, Math.max(0, position - 1)), state);
  return (
    <>
      <Head document={document} player={player} home={home} />
      <main>
        <PlayerBar document={document} player={player} />
        <div class="columns">
          <StepList document={document} player={player} />
          <div class="picture">
            <Panel title="Page tables" id="tree" note="from the root down">
              <Tree trace={show} layout={layout} position={position} changes={changes} />
            </Panel>
            {strips.length === 0 ? null : (
              <Panel
                title="Memmap"
                id="strips"
                note="one strip for each PMD: whose struct pages, and what the memory holds"
              >
                <Strips strips={strips} sections={sections} state={state} changes={changes} />
              </Panel>
            )}
            <Panel title="Threads and mutex" id="threads">
              <Threads show={show} position={position} state={state} changes={changes} />
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
            <Panel
              title="Address space"
              id="address-space"
              note="in order of addresses, not to scale"
            >
              <AddressSpace trace={show} sections={sections} state={state} />
            </Panel>
          </div>
        </div>
        <Legend />
        <Panel title="Claims" id="claims" note="at this step">
          <Claims document={document} position={position} go={player.go} />
        </Panel>
        <Reasons document={document} />
      </main>
    </>
  );
}

interface PanelProps {
  readonly title: string;
  readonly id: string;
  readonly note?: string;
  readonly children: ComponentChildren;
}

function Panel({ title, id, note, children }: PanelProps) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title} {note === undefined ? null : <small>{note}</small>}
      </h2>
      {children}
    </section>
  );
}
