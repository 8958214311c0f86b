/** What a report format is: a pure function from a report to text. It prints nothing and reads nothing. */
import type { Report } from "../model.ts";

/** How the text will be shown; formats for machines ignore it. */
export interface RenderOptions {
	/** width of the terminal in columns */
	readonly columns: number;
	/** whether SGR colour codes may be written */
	readonly color: boolean;
}

export interface Format {
	/** what `--format` takes; kebab-case */
	readonly name: string;
	/** one phrase for `--help` */
	readonly summary: string;
	/** The whole text, ending in a newline. Does not throw, whatever the names in the report are. */
	render(report: Report, options: RenderOptions): string | Promise<string>;
}

/** Declares a format; list it in this folder's index.ts. */
export function defineFormat(format: Format): Format {
	return format;
}
