/** Whole numbers of any length as text: `Number` would round what is longer than fifteen digits. */
import { compareCodeUnits } from "../order.ts";

/** ASCII digits without the zeros in front; `"0"` for zero. */
export function toDigits(text: string): string {
	let start = 0;
	while (start < text.length - 1 && text.charCodeAt(start) === ZERO) start++;
	return start === 0 ? text : text.slice(start);
}

/** By value, of two texts that toDigits made. */
export function compareDigits(a: string, b: string): number {
	return a.length - b.length || compareCodeUnits(a, b);
}

const ZERO = 0x30;
