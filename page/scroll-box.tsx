/** A box whose content may be larger than the box: it scrolls, and is focusable only if necessary. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface ScrollBoxProps {
  readonly label: string;
  /** When this changes, the box scrolls to the first element that matches `followed`. */
  readonly follow?: unknown;
  /** A selector; the default is the element marked as current. */
  readonly followed?: string;
  readonly children: ComponentChildren;
}

export function ScrollBox({
  label,
  follow,
  followed = '[aria-current]',
  children,
}: ScrollBoxProps) {
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
    const target = box.current?.querySelector<HTMLElement>(followed) ?? null;
    if (box.current !== null && target !== null) bringIntoView(box.current, target);
  }, [follow, followed]);
  // Without overflow the Tab key skips it.
  const whenScrolling = overflows
    ? { tabIndex: 0, role: 'region' as const, 'aria-label': label, 'data-scrolls': true }
    : {};
  return (
    <div class="scroll" ref={box} {...whenScrolling}>
      {children}
    </div>
  );
}

/** The width of the names that stay in place left of the target. */
const keptLeft = 92;

/** Not scrollIntoView, which would also scroll the page. Visible targets are not moved. */
function bringIntoView(box: HTMLElement, target: HTMLElement): void {
  const [outer, inner] = [box.getBoundingClientRect(), target.getBoundingClientRect()];
  const isAbove = inner.top < outer.top;
  if (isAbove || inner.bottom > outer.top + box.clientHeight) {
    box.scrollTop += inner.top - outer.top - box.clientHeight / 2;
  }
  const [left, right] = [outer.left + keptLeft, outer.left + box.clientWidth];
  if (inner.right > right) box.scrollLeft += inner.right - right;
  else if (inner.left < left) box.scrollLeft += inner.left - left;
}
