/** One line on stderr for work that takes over half a second, only on a terminal, gone when the work is done. */
import { toGrouped } from "../lib/grouped.ts";
import { toSafeText } from "../lib/sanitise.ts";
import type { Stage } from "../model.ts";
import type { Progress } from "../ports.ts";
import type { Terminal } from "./terminal.ts";

const QUIET_FOR_MS = 500;
const REDRAW_EVERY_MS = 100;

export interface TerminalProgress extends Progress {
	clear(): void;
}

/** The line itself. `render` is called when it is time to draw, with the seconds since the start. */
export interface ProgressLine {
	draw(render: (seconds: number) => string): void;
	clear(): void;
}

export function createProgressLine(
	{ progressColumns, err }: Pick<Terminal, "progressColumns" | "err">,
	quiet: boolean,
	now: () => number = () => performance.now(),
): ProgressLine {
	if (progressColumns === null || quiet) return { draw() {}, clear() {} };
	const startedAt = now();
	let drawnAt = 0;
	return {
		draw(render) {
			const time = now();
			if (time - startedAt < QUIET_FOR_MS || time - drawnAt < REDRAW_EVERY_MS) return;
			drawnAt = time;
			err(`\r\u001b[K${render((time - startedAt) / 1000).slice(0, progressColumns - 1)}`);
		},
		clear() {
			if (drawnAt > 0) err("\r\u001b[K");
			drawnAt = 0;
		},
	};
}

export function createProgress(terminal: Terminal, quiet: boolean, now?: () => number): TerminalProgress {
	const line = createProgressLine(terminal, quiet, now);
	return {
		step: (stage, label, done, total) => line.draw((seconds) => renderStep(stage, label, done, total, seconds)),
		clear: line.clear,
	};
}

/** `unpack    12,000 of 30,936  reading checkout.zip  0.8 s` */
function renderStep(stage: Stage, label: string, done: number, total: number | null, seconds: number): string {
	const count = toGrouped(done);
	const of = total === null ? "" : ` of ${toGrouped(total)}`;
	return `${stage.padEnd(8)} ${count}${of}  ${toSafeText(label)}  ${seconds.toFixed(1)} s`;
}
