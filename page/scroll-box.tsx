/** A part that may be wider or higher than its place: it scrolls, and takes the focus only if it must. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface ScrollBoxProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

export function ScrollBox({ label, children }: ScrollBoxProps) {
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
  // Without a way to scroll it is plain content: a stop of the Tab key would lead nowhere.
  const whenScrolling = overflows
    ? { tabIndex: 0, role: 'region', 'aria-label': label, 'data-scrolls': true }
    : {};
  return (
    <div class="scroll" ref={box} {...whenScrolling}>
      {children}
    </div>
  );
}
