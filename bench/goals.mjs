// A measured value beside the goal it has to keep. All goals are upper bounds.
import { median, medianRatio } from "./measure.mjs";

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} detail both sides in their own units
 * @property {string} value
 * @property {string} goal empty when the row is there for orientation
 * @property {"pass" | "FAIL" | "over" | ""} result `over`: above a time that only an idle machine has to keep
 */

/** @returns {Row} a row for orientation */
export function showValue(what, value, detail = "") {
	return { what, detail, value, goal: "", result: "" };
}

/** @returns {Row} our time as a part of a peer's: the median of the ratios within each turn */
export function judgeRatio(what, ours, theirs, goal) {
	return judge(what, medianRatio(ours, theirs), goal, "x", renderTurns(ours, theirs));
}

/** @returns {Row} the same, for orientation */
export function showRatio(what, ours, theirs) {
	return showValue(what, renderNumber(medianRatio(ours, theirs), "x"), renderTurns(ours, theirs));
}

function renderTurns(ours, theirs) {
	return `${renderNumber(median(ours), "ms")} : ${renderNumber(median(theirs), "ms")}, ${ours.length} turns`;
}

/** @returns {Row} for a ratio, memory or size: it holds on a busy machine as well */
export function judge(what, value, goal, unit, detail = "") {
	return { what, detail, ...renderBoth(value, goal, unit), result: value <= goal ? "pass" : "FAIL" };
}

/** @returns {Row} for a time that depends on how busy the machine is: it does not fail the bench */
export function judgeTime(what, milliseconds, goal, detail = "") {
	return { what, detail, ...renderBoth(milliseconds, goal, "ms"), result: milliseconds <= goal ? "pass" : "over" };
}

function renderBoth(value, goal, unit) {
	return { value: renderNumber(value, unit), goal: `<= ${renderNumber(goal, unit)}` };
}

/** @param {"x" | "ms" | "MB"} unit */
export function renderNumber(value, unit) {
	if (unit === "x") return `${value.toFixed(value < 1 ? 3 : 2)}x`;
	return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en")} ${unit}`;
}

/** @param {readonly Row[]} rows */
export function renderTable(rows) {
	const columns = ["what", "value", "goal", "result", "detail"];
	const lines = [Object.fromEntries(columns.map((column) => [column, column])), ...rows];
	const widths = columns.map((column) => Math.max(...lines.map((line) => line[column].length)));
	return lines
		.map((line) =>
			columns
				.map((column, at) => line[column].padEnd(widths[at]))
				.join("  ")
				.trimEnd(),
		)
		.join("\n");
}
