// Numbers as a person reads them at a glance: at most five characters.

const STEPS = [
  { from: 1e12, unit: "T" },
  { from: 1e9, unit: "G" },
  { from: 1e6, unit: "M" },
  { from: 1e4, unit: "k", by: 1e3 },
];

/** `9999`, `12.3k`, `812M`: a count in at most five characters. */
export function shortCount(count: number): string {
  for (const { from, unit, by = from } of STEPS) {
    if (count < from) continue;
    const value = count / by;
    return `${value < 99.95 ? value.toFixed(1) : value.toFixed(0)}${unit}`;
  }
  return String(Math.round(count));
}

/** A rate per second; below ten with one decimal, and an empty text for none. */
export function shortRate(perSecond: number): string {
  if (perSecond <= 0) return "";
  return `${perSecond < 9.95 ? perSecond.toFixed(1) : shortCount(perSecond)}/s`;
}

/** `12.345 s` or `3:07.512` from nanoseconds of guest time. */
export function guestTime(ns: number): string {
  const ms = Math.floor(ns / 1e6);
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3);
  return minutes === 0 ? `${seconds} s` : `${minutes}:${seconds.padStart(6, "0")}`;
}

/** `37%`; less than half a per cent of something is `<1%`. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return "-";
  const value = (part * 100) / whole;
  return value > 0 && value < 0.5 ? "<1%" : `${Math.round(value)}%`;
}
