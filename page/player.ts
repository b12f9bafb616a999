/** The player: the current step, whether it plays, and its keys. */

import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Trace } from './page-document.ts';
import { type Move, moved, violationOf } from './positions.ts';

export interface Player {
  readonly position: number;
  readonly isPlaying: boolean;
  /** Whether steps that only read are shown, too. */
  readonly readsToo: boolean;
  go(position: number): void;
  move(move: Move): void;
  toggle(): void;
  playFromStart(): void;
  showReads(readsToo: boolean): void;
}

/** Long enough to read a line of text. */
const millisecondsPerStep = 1100;

const keys: Readonly<Record<string, Move>> = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  ArrowDown: 'previous',
  ArrowUp: 'next',
  PageUp: 'previousOperation',
  PageDown: 'nextOperation',
  Home: 'first',
  End: 'last',
  v: 'violation',
};

/** Opens at the step in the URL ("page.html#12"), otherwise at the violation. */
function firstPosition(trace: Trace): number {
  const named = /^#(\d{1,6})$/.exec(location.hash)?.[1];
  const position = named === undefined ? violationOf(trace) : Number(named);
  return Math.min(position ?? trace.steps.length, trace.steps.length);
}

export function usePlayer(trace: Trace): Player {
  const [position, setPosition] = useState(() => firstPosition(trace));
  const [isPlaying, setPlaying] = useState(false);
  const [readsToo, showReads] = useState(false);
  const last = trace.steps.length;

  const go = (to: number): void => {
    setPlaying(false);
    setPosition(to);
  };
  const player: Player = {
    position,
    isPlaying,
    readsToo,
    go,
    // Relative to the latest position: keys arrive faster than the page is drawn.
    move: (move) => {
      setPlaying(false);
      setPosition((from) => moved(trace, from, move, readsToo));
    },
    toggle: () => {
      if (!isPlaying) setPosition((from) => (from === last ? 0 : from));
      setPlaying(!isPlaying);
    },
    playFromStart: () => {
      setPosition(0);
      setPlaying(true);
    },
    showReads,
  };

  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setTimeout(() => {
      const next = moved(trace, position, 'next', readsToo);
      setPosition(next);
      // Playing stops at the violation until the user continues.
      if (next === last || next === violationOf(trace)) setPlaying(false);
    }, millisecondsPerStep);
    return () => clearTimeout(timer);
  }, [trace, isPlaying, position, readsToo, last]);

  useEffect(() => {
    // The step is kept in the URL so that it can be linked; browsers limit the rate of changes.
    const timer = setTimeout(() => history.replaceState(null, '', `#${position}`), 300);
    return () => clearTimeout(timer);
  }, [position]);

  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => handleKey(player, event);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  return player;
}

/** Keys move the player unless the focused element uses them. */
function handleKey(player: Player, event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const isSlider = target.matches('input[type=range]');
  const move = keys[event.key];
  if (event.key === ' ' && !target.matches('button, summary, input[type=checkbox], a')) {
    player.toggle();
  } else if (move === undefined || isTaken(target, event.key, isSlider)) {
    return;
  } else {
    player.move(move);
  }
  event.preventDefault();
}

/** Up, down, page, home and end keys scroll the page or a part of it; on the slider they move the player. */
function isTaken(target: Element, key: string, isSlider: boolean): boolean {
  if (isSlider) return false;
  if (target.closest('[data-scrolls]') !== null) return key !== 'v';
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'PageUp' || key === 'PageDown';
}
