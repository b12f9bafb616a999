/** The C source next to the state: the current line, the call stack, local variables, breakpoints. */

import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { PageDocument, Step } from '../page-document.ts';
import { Panel } from '../panel.tsx';
import type { Player } from '../player.ts';
import { ScrollBox } from '../scroll-box.tsx';
import { type LineKey, lineKey, linesOfStory, nextBreak, otherLine } from './source-lines.ts';

type SourceFiles = NonNullable<PageDocument['source']>;
type CodePlaces = NonNullable<Step['code']>;

interface SourcePanelProps {
  readonly source: SourceFiles;
  readonly steps: readonly Step[];
  readonly player: Player;
}

export function SourcePanel({ source, steps, player }: SourcePanelProps) {
  const { position, go } = player;
  const [breakpoints, setBreakpoints] = useState<ReadonlySet<LineKey>>(new Set());
  const [chosen, choose] = useState({ position, frame: 0 });
  const reachable = useMemo(() => linesOfStory(steps), [steps]);
  const places = steps[position - 1]?.code ?? [];
  // A frame stays selected until the next step.
  const frame = chosen.position === position && chosen.frame < places.length ? chosen.frame : 0;
  const shown = places[frame];
  const file = source.find(({ path }) => path === shown?.path) ?? source[0];
  const stop = nextBreak(steps, position, breakpoints);
  const toNextLine = (): void => go(otherLine(steps, position, 1));
  const toBreakpoint = (): void => {
    if (stop !== null) go(stop);
  };
  const toggle = (key: LineKey): void => {
    const kept = new Set(breakpoints);
    if (!kept.delete(key)) kept.add(key);
    setBreakpoints(kept);
  };
  useLayoutEffect(() => {
    const onKey = ({ key, altKey, ctrlKey, metaKey, target }: KeyboardEvent): void => {
      if (altKey || ctrlKey || metaKey || (target instanceof Element && target.matches('input')))
        return;
      if (key === 'n') toNextLine();
      if (key === 'c') toBreakpoint();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  return (
    <Panel title="Source" id="source" note={file.path}>
      <div class="buttons">
        <button type="button" onClick={() => go(otherLine(steps, position, -1))}>
          Previous line
        </button>
        <button type="button" onClick={toNextLine}>
          Next line <kbd>n</kbd>
        </button>
        <button type="button" aria-disabled={stop === null} onClick={toBreakpoint}>
          To breakpoint <kbd>c</kbd>
        </button>
      </div>
      <div class="source-columns">
        <ScrollBox label="C source" follow={`${file.path} ${shown?.line}`} followed=".at">
          <SourceLines
            file={file}
            places={places}
            shown={shown}
            reachable={reachable}
            breakpoints={breakpoints}
            toggle={toggle}
          />
        </ScrollBox>
        <div>
          <CallStack
            places={places}
            frame={frame}
            choose={(at) => choose({ position, frame: at })}
          />
          <Variables place={shown} />
        </div>
      </div>
    </Panel>
  );
}

interface SourceLinesProps {
  readonly file: SourceFiles[number];
  readonly places: CodePlaces;
  readonly shown: CodePlaces[number] | undefined;
  readonly reachable: ReadonlySet<LineKey>;
  readonly breakpoints: ReadonlySet<LineKey>;
  toggle(key: LineKey): void;
}

function SourceLines({ file, places, shown, reachable, breakpoints, toggle }: SourceLinesProps) {
  const lines = useMemo(() => file.text.split('\n'), [file]);
  const open = new Set(places.map(({ path, line }) => lineKey(path, line)));
  const current = shown && lineKey(shown.path, shown.line);
  return (
    <ol class="source-lines">
      {lines.map((text, index) => {
        const key = lineKey(file.path, index + 1);
        const isCurrent = key === current;
        return (
          <li
            key={key}
            class={isCurrent ? 'at' : open.has(key) ? 'caller' : undefined}
            aria-current={isCurrent ? 'true' : undefined}
          >
            {reachable.has(key) ? (
              <button
                type="button"
                aria-pressed={breakpoints.has(key)}
                aria-label={`breakpoint at line ${index + 1}`}
                onClick={() => toggle(key)}
              >
                {breakpoints.has(key) ? '●' : ''}
                {index + 1}
              </button>
            ) : (
              <span class="line-number">{index + 1}</span>
            )}
            <code>{text}</code>
          </li>
        );
      })}
    </ol>
  );
}

interface CallStackProps {
  readonly places: CodePlaces;
  readonly frame: number;
  choose(frame: number): void;
}

function CallStack({ places, frame, choose }: CallStackProps) {
  return (
    <section aria-labelledby="call-stack">
      <h3 id="call-stack">Call stack</h3>
      {places.length === 0 ? (
        <p class="dim">outside of the source</p>
      ) : (
        <ol class="call-stack">
          {places.map(({ function: name, file, line }, at) => (
            <li key={`${at} ${name}`}>
              <button type="button" aria-pressed={at === frame} onClick={() => choose(at)}>
                {name}() <small>{`${file}:${line}`}</small>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Variables of the selected function, after the step. */
function Variables({ place }: { readonly place: CodePlaces[number] | undefined }) {
  const variables = place?.variables ?? [];
  if (variables.length === 0) return null;
  return (
    <section aria-labelledby="variables">
      <h3 id="variables">Variables of {place?.function}()</h3>
      <table class="variables">
        <tbody>
          {variables.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>
                <code>{value}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
