/** Light or dark mode: the system setting, until the user presses the button. */

import { useLayoutEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

export function ThemeButton() {
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useLayoutEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return (
    <button type="button" aria-pressed={isDark} onClick={() => setDark(!isDark)}>
      <Icon name="theme" /> Dark
    </button>
  );
}
