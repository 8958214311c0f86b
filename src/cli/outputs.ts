/** `--format name[=file]`: what is written where. With only `=file` outputs, stdout stays empty. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ScanError, UsageError } from "../errors.ts";
import type { Report } from "../model.ts";
import { FORMATS } from "../report/index.ts";
import type { Terminal } from "./terminal.ts";

export interface Output {
	readonly format: (typeof FORMATS)[number];
	/** `null` is stdout */
	readonly file: string | null;
}

/** @throws UsageError for an unknown format, an empty file name, one file named twice, or two formats on stdout. */
export function parseOutputs(values: readonly string[]): readonly Output[] {
	const outputs = (values.length === 0 ? ["table"] : values).map((value) => {
		const [name = "", ...rest] = value.split("=");
		const format = FORMATS.find((candidate) => candidate.name === name);
		const file = rest.length === 0 ? null : rest.join("=");
		if (format === undefined) {
			throw new UsageError(`Unknown format "${name}".`, `Use one of ${FORMATS.map((known) => known.name).join(", ")}.`);
		}
		if (file === "") throw new UsageError(`--format ${value} names no file.`, `Write --format ${name}=report.${name}.`);
		return { format, file };
	});
	const files = outputs.flatMap(({ file }) => file ?? []);
	const twice = files.find((file, index) => files.indexOf(file) !== index);
	if (twice !== undefined) throw new UsageError(`Two formats cannot share ${twice}.`, "Give each a file of its own.");
	if (outputs.length - files.length > 1) {
		throw new UsageError("Two formats cannot share stdout.", "Give all but one a file: --format json=report.json.");
	}
	return outputs;
}

export async function writeOutputs(
	report: Report,
	outputs: readonly Output[],
	{ columns, color, terminal }: { columns: number; color: boolean; terminal: Terminal },
): Promise<void> {
	const base = {
		cwd: terminal.cwd,
		// Looked for only when a format asks.
		get root() {
			return findSourceRoot(terminal.cwd);
		},
	};
	const finishedAt = new Date().toISOString();
	for (const { format, file } of outputs) {
		const page = file === null ? { columns, color } : { columns: 100, color: false };
		const text = await format.render(report, { ...page, base, finishedAt });
		if (file === null) terminal.out(text);
		else await writeReport(file, text);
	}
}

/** The root of the repository that the command runs in; the folder itself outside of one. */
function findSourceRoot(cwd: string): string {
	for (let folder = cwd; ; folder = dirname(folder)) {
		if (existsSync(join(folder, ".git"))) return folder;
		if (dirname(folder) === folder) return cwd;
	}
}

async function writeReport(file: string, text: string): Promise<void> {
	try {
		await writeFile(file, text);
	} catch (cause) {
		const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
		throw new ScanError(
			"report-not-written",
			`${file} could not be written (${reason}).`,
			"Check the folder and its rights.",
			{
				cause,
			},
		);
	}
}
