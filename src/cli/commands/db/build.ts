/** `fnsift db build`: a database from OSV records. */
import { buildDatabase } from "../../../advisories/build.ts";
import { EXIT, type ExitCode } from "../../../errors.ts";
import { toSafeText } from "../../../lib/sanitise.ts";
import type { Ecosystem } from "../../../model.ts";
import { createProgress } from "../../progress.ts";
import type { Terminal } from "../../terminal.ts";
import { renderCounts, renderMeta, toMegabytes } from "./text.ts";

export async function runBuild(
	sources: readonly string[],
	options: { readonly output: string; readonly ecosystem?: readonly Ecosystem[]; readonly quiet?: true },
	terminal: Terminal,
): Promise<ExitCode> {
	const progress = createProgress(terminal, options.quiet === true);
	try {
		const summary = await buildDatabase(sources, options.output, {
			...(options.ecosystem && { ecosystems: options.ecosystem }),
			onProgress: (records) => progress.step("match", "records read", records, null),
		});
		progress.clear();
		if (!options.quiet) {
			const head = `${toSafeText(options.output)}: ${toMegabytes(summary.bytes)} MB`;
			terminal.out(`${head}\n${renderMeta(summary.meta)}${renderCounts(summary)}`);
		}
		return EXIT.ok;
	} finally {
		progress.clear();
	}
}
