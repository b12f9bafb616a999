/** The style sheet of the series page: light and dark, narrow and wide; colour is never the only signal. */
export const seriesStyle = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fff, #14171c); --ink: light-dark(#1b1f24, #e2e6eb);
  --line: light-dark(#c9d0d8, #3a414b); --soft: light-dark(#f3f5f7, #1d2128);
  --good: light-dark(#d9f0dd, #16381f); --good-ink: light-dark(#135a26, #8fdca2);
  --bad: light-dark(#b3261e, #e5675f); --bad-ink: light-dark(#fff, #1a0504);
  --unsure: light-dark(#ffe9a8, #4d3d07); --unsure-ink: light-dark(#5a4300, #ffd968);
  --none: light-dark(#59636e, #9aa4af);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.6rem; margin: 0 0 8px; }
h2 { font-size: 1.15rem; margin: 28px 0 8px; }
h3 { font-size: 1rem; margin: 20px 0 4px; font-family: ui-monospace, monospace; }
p { margin: 4px 0; max-width: 75ch; }
dt { font-weight: 600; }
dd { margin: 0 0 6px 16px; overflow-wrap: anywhere; }
li { overflow-wrap: anywhere; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px 24px; }
.legend li { display: flex; gap: 6px; }
.legend .cell { flex: none; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: separate; border-spacing: 2px; margin: 0; }
thead th, thead td { vertical-align: bottom; }
thead th { font-weight: 400; font-size: 13px; padding: 6px 0; }
thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; text-align: left; }
tbody th { text-align: left; white-space: nowrap; font-weight: 600; font-size: 14px; padding: 0 10px 0 8px; }
thead td, tbody th { position: sticky; left: 0; background: var(--paper); z-index: 1; }
tbody tr:hover th { background: var(--soft); }
td { padding: 0; }
.cell { display: block; width: 44px; height: 28px; line-height: 28px; text-align: center; border: 0;
  border-radius: 4px; padding: 0; font: inherit; font-size: 14px; line-height: 28px; }
.holds { background: var(--good); color: var(--good-ink); }
.violated { background: var(--bad); color: var(--bad-ink); font-weight: 700; }
.follows { background: var(--paper); color: light-dark(#b3261e, #f09b95); border: 1px solid currentColor; line-height: 26px; }
.findings { font-size: 13px; white-space: nowrap; padding: 0 8px; }
.undecided, .not-searched { background: var(--unsure); color: var(--unsure-ink); font-weight: 700; }
.not-applicable { color: var(--none); }
button { cursor: pointer; }
button:hover { filter: brightness(1.15); }
:focus-visible { outline: 3px solid light-dark(#0b57d0, #8ab4f8); outline-offset: 1px; }
.story { width: min(820px, calc(100vw - 16px)); max-height: calc(100vh - 16px); margin: auto; padding: 0 16px 16px;
  overflow: auto; background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 8px; }
.story::backdrop { background: rgb(0 0 0 / 45%); }
.story header { position: sticky; top: 0; display: flex; gap: 12px; align-items: start; justify-content: space-between;
  background: var(--paper); padding: 12px 0 8px; }
.story h2 { margin: 0; overflow-wrap: anywhere; }
.story header button { flex: none; width: 32px; height: 32px; border: 1px solid var(--line); border-radius: 6px;
  background: var(--soft); color: var(--ink); font: inherit; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
code { overflow-wrap: anywhere; }
pre { background: var(--soft); border-radius: 6px; padding: 12px; margin: 8px 0 0; overflow-x: auto; }
@media (max-width: 600px) {
  .cell { width: 34px; }
  code, pre { font-size: 11px; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 8px; }
  .story { padding: 0 10px 10px; }
}
@media print { .scroll { overflow: visible; } }
`;
