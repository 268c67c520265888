// Everything is shown in Beijing time, whatever the browser's zone. China keeps UTC+8 all year, so a shifted
// date read by its UTC fields is exact.
const OFFSET_MS = 8 * 3600 * 1000;
const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const two = (number) => String(number).padStart(2, "0");

function beijing(instant) {
  return new Date(new Date(instant).getTime() + OFFSET_MS);
}

export function timeOf(instant) {
  const date = beijing(instant);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

export function dayOf(instant) {
  const date = beijing(instant);
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日（${WEEKDAYS[date.getUTCDay()]}）`;
}

/** The value of a datetime-local field, and back to an instant. */
export function toField(instant) {
  return beijing(instant).toISOString().slice(0, 16);
}

export function fromField(value) {
  return `${value.slice(0, 16)}:00+08:00`;
}

export function nextMonthAtNine(instant) {
  const date = beijing(instant);
  const next = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1, 9));
  return fromField(next.toISOString());
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
