/** What a report format is: a pure function from a report to text. It prints nothing and reads nothing. */
import type { Report } from "../model.ts";

/** How the text will be shown; formats for machines ignore it. */
export interface RenderOptions {
	/** width of the terminal in columns */
	readonly columns: number;
	/** whether SGR colour codes may be written */
	readonly color: boolean;
	/** where the scan ran, so that paths can be written relative to the sources; left out: targets are relative already */
	readonly base?: PathBase;
	/** RFC 3339; the start of the scan stands in for it when left out */
	readonly finishedAt?: string;
}

/** Absolute paths of folders on the machine that ran the scan; never written into a report. */
export interface PathBase {
	/** what the paths of targets are relative to */
	readonly cwd: string;
	/** the root of the sources (a repository) */
	readonly root: string;
}

export interface Format {
	/** what `--format` takes; kebab-case */
	readonly name: string;
	/** one phrase for `--help` */
	readonly summary: string;
	/** it says where in the sources a package is written down: the scan then looks for lockfile entries */
	readonly wantsEntries?: true;
	/** The whole text, ending in a newline. Does not throw, whatever the names in the report are. */
	render(report: Report, options: RenderOptions): string | Promise<string>;
}

/** Declares a format; list it in this folder's index.ts. */
export function defineFormat(format: Format): Format {
	return format;
}
