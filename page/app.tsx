/** The page: the claim, the player, and the state after the current step. */
import { Claims } from './claims.tsx';
import { Head, Reasons } from './head.tsx';
import type { PageDocument } from './page-document.ts';
import { Panel } from './panel.tsx';
import type { PanelKit } from './panels.ts';
import { usePlayer } from './player.ts';
import { PlayerBar } from './player-bar.tsx';
import { SourcePanel } from './source/source-panel.tsx';
import { StepList } from './step-list.tsx';

interface AppProps {
  readonly document: PageDocument;
  readonly kit: PanelKit;
  /** Link to the list of counterexamples, if the page is served from one. */
  readonly home: string | undefined;
}

export function App({ document, kit, home }: AppProps) {
  const { show } = document;
  const player = usePlayer(show);
  const { position } = player;
  const { Panels, Legend } = kit;
  return (
    <>
      <Head document={document} kit={kit} player={player} home={home} />
      <main>
        <PlayerBar document={document} player={player} />
        <div class="columns">
          <StepList document={document} kit={kit} player={player} />
          <div class="picture">
            <Panels show={show} position={position} />
          </div>
        </div>
        {document.source === undefined ? null : (
          <SourcePanel source={document.source} steps={show.steps} player={player} />
        )}
        <Legend />
        <Panel title="Claims" id="claims" note="at this step">
          <Claims document={document} position={position} go={player.go} />
        </Panel>
        <Reasons document={document} />
      </main>
    </>
  );
}
