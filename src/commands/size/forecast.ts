/** The part of a `size` report about unseen states: the levels to come, and smaller scopes. */
import type { Forecast, Interval } from '../../explorer/forecast.ts';
import { formatBytes, grouped, paragraph, plural, table } from '../../text/paragraph.ts';
import { costOf, type EarlyForecast, type SizedScope, type SizedVariant } from './result.ts';

export function forecastLines(sized: SizedScope, forecast: Forecast): string[] {
  const { levels, elapsedMs } = sized.profile;
  const next = levels.findIndex(({ states, expanded }) => expanded < states) + 1;
  const rows = forecast.nextLevels.map((level, at) => [
    `depth ${next + at}`,
    `${intervalText(level)} new states`,
  ]);
  const { low, high } = forecast.states;
  const [least, most] = [costOf(sized, low), costOf(sized, high)];
  rows.push(['the whole', `${intervalText(forecast.states)} states`]);
  rows.push(['memory', rangeText(formatBytes(least.bytes), high, () => formatBytes(most.bytes))]);
  if (elapsedMs > 0) {
    rows.push(['time', rangeText(duration(least.seconds), high, () => duration(most.seconds))]);
  }
  return [
    ...table(rows),
    ...paragraph(
      'A forecast extrapolates the last levels: low if their growth falls by equal amounts, high if by equal factors. docs/COMMANDS.md shows how accurate this was.',
      '  ',
      '  ',
    ),
  ];
}

/** The forecasts of smaller searches, and their error. */
export function earlyLines({ early, profile, stop }: SizedScope): string[] {
  const found = stop === null ? profile.stateCount : null;
  return early.length === 0
    ? []
    : table(
        early.map(({ depth, seen, forecast }) => [
          `after depth ${depth}`,
          `${plural(seen, 'state')}: ${intervalText(forecast.states)} in all${verdict({ depth, seen, forecast }, found)}`,
        ]),
      );
}

function verdict({ forecast }: EarlyForecast, found: number | null): string {
  if (found === null) return '';
  const { low, middle, high } = forecast.states;
  const word = found >= low && found <= high ? 'inside' : 'outside';
  if (!Number.isFinite(middle)) return `; found ${grouped(found)}, ${word}`;
  const factor = Math.max(middle / found, found / middle).toFixed(1);
  return `; found ${grouped(found)}, ${word}, ${factor} times off the middle`;
}

export function variantLines({ variants, profile, stop }: SizedScope): string[] {
  const order = (variant: SizedVariant): number =>
    variant.stop === null ? variant.states : (variant.forecast?.states.middle ?? Infinity);
  const sorted = [...variants].sort((a, b) => order(a) - order(b));
  return table(
    sorted.map((variant) => [
      variant.flag,
      variantText(variant, stop === null, profile.stateCount),
    ]),
  );
}

function variantText(variant: SizedVariant, isKnown: boolean, states: number): string {
  const { forecast } = variant;
  if (variant.stop !== null) {
    const rest = forecast === null ? '' : `, by forecast ${intervalText(forecast.states)}`;
    return `more than ${plural(variant.states, 'state')}${rest}`;
  }
  const factor = states / variant.states;
  const than = isKnown ? 'fewer' : 'fewer at least';
  const times = factor >= 1.05 ? `, ${factor.toFixed(1)} times ${than}` : ', barely fewer';
  return `closes with ${plural(variant.states, 'state')}${times}`;
}

function intervalText({ low, high }: Interval): string {
  return rangeText(rounded(low), high, () => rounded(high));
}

/** Both ends of an interval; only the lower one if there is no upper bound. */
function rangeText(low: string, high: number, highText: () => string): string {
  return Number.isFinite(high) ? `${low} to ${highText()}` : `${low} or more, no end in sight`;
}

/** Two digits: more would suggest precision. */
function rounded(count: number): string {
  const whole = Math.max(1, Math.round(count));
  return grouped(Number(whole.toPrecision(2)));
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${grouped(Number(Math.round(seconds / 86_400).toPrecision(2)))} days`;
}
