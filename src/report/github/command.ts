/** Workflow commands of GitHub Actions: `::error file=a,line=1,title=b::message`. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";

export type AnnotationLevel = "error" | "warning" | "notice";

export interface Annotation {
	readonly level: AnnotationLevel;
	/** relative to the root of the repository; `null` for what is in no file */
	readonly file: string | null;
	readonly line: number | null;
	readonly endLine: number | null;
	readonly title: string;
	readonly message: string;
}

/** One line. Source: GitHub's documentation, "Workflow commands"; the escapes are those of its runner and toolkit. */
export function renderAnnotation({ level, file, line, endLine, title, message }: Annotation): string {
	const properties = [
		...(file === null ? [] : [`file=${escapeProperty(file, 1_000)}`]),
		...(file === null || line === null ? [] : [`line=${line}`]),
		...(file === null || endLine === null ? [] : [`endLine=${endLine}`]),
		`title=${escapeProperty(title, 200)}`,
	];
	return `::${level} ${properties.join(",")}::${escapeData(message, 2_000)}`;
}

/**
 * Text for the log and for messages. The runner looks for its older commands (`##[group]`) anywhere in a line, so their
 * opening never stands in scanned text.
 */
export function escapeData(text: string, length: number): string {
	return toSafeExcerpt(text, length).replaceAll("##[", "##(").replaceAll("%", "%25");
}

function escapeProperty(text: string, length: number): string {
	return escapeData(text, length).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
