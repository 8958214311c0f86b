/** The progress line of an update: bytes with their rate, then records. */
import type { UpdateProgress } from "../../../advisories/update.ts";
import { toGrouped } from "../../../lib/grouped.ts";
import { toSafeText } from "../../../lib/sanitise.ts";
import { createProgressLine } from "../../progress.ts";
import type { Terminal } from "../../terminal.ts";

const MEGABYTE = 1e6;

export interface TransferProgress extends UpdateProgress {
	clear(): void;
}

export function createTransferProgress(
	terminal: Pick<Terminal, "progressColumns" | "err">,
	quiet: boolean,
	now: () => number = () => performance.now(),
): TransferProgress {
	const line = createProgressLine(terminal, quiet, now);
	// The rate is that of one file in this run: what an earlier run left does not count.
	let current = { label: "", since: 0, from: 0 };
	return {
		bytes(label, done, total) {
			if (label !== current.label || done < current.from) current = { label, since: now(), from: done };
			const { since, from } = current;
			line.draw(() => renderBytes(label, done, total, (done - from) / Math.max(0.001, (now() - since) / 1000)));
		},
		records(label, done, total) {
			line.draw((seconds) => {
				const of = total === null ? "" : ` of ${toGrouped(total)}`;
				return `update   ${toGrouped(done)}${of} ${toSafeText(label)}  ${seconds.toFixed(1)} s`;
			});
		},
		clear: line.clear,
	};
}

/** `update   12.3 of 140.2 MB (9 %)  npm/all.zip  8.1 MB/s` */
function renderBytes(label: string, done: number, total: number | null, rate: number): string {
	const share = total === null || total === 0 ? "" : ` (${Math.floor((100 * done) / total)} %)`;
	const of = total === null ? "" : ` of ${toMegabytes(total)}`;
	return `update   ${toMegabytes(done)}${of} MB${share}  ${toSafeText(label)}  ${toMegabytes(rate)} MB/s`;
}

function toMegabytes(bytes: number): string {
	return (bytes / MEGABYTE).toFixed(1);
}
