/** A part that may be wider or higher than its place: it scrolls, and takes the focus only if it must. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface ScrollBoxProps {
  readonly label: string;
  /** When this changes, what is marked as current in it is scrolled to. */
  readonly follow?: number;
  readonly children: ComponentChildren;
}

export function ScrollBox({ label, follow, children }: ScrollBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void =>
      setOverflows(
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight,
      );
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    look();
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const current = box.current?.querySelector<HTMLElement>('[aria-current]');
    // Not scrollIntoView: that would move the page, too.
    if (box.current === null || current === null || current === undefined) return;
    box.current.scrollTop = current.offsetTop - box.current.clientHeight / 2;
  }, [follow]);
  // Without a way to scroll it is plain content: a stop of the Tab key would lead nowhere.
  const whenScrolling = overflows
    ? { tabIndex: 0, role: 'region' as const, 'aria-label': label, 'data-scrolls': true }
    : {};
  return (
    <div class="scroll" ref={box} {...whenScrolling}>
      {children}
    </div>
  );
}
