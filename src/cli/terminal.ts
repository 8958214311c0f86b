/**
 * The process as commands see it: where text goes, and what the environment asks for.
 *
 * Node loads its streams and its network when a standard stream is touched, which takes longer than most runs' output.
 * So a stream is touched only where it may be a terminal or cannot take all at once; files and pipes are written to
 * directly.
 */
import { fstatSync, writeSync } from "node:fs";
import { ScanError } from "../errors.ts";

export interface Terminal {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly cwd: string;
	/** width of stdout; 80 when it is not a terminal */
	readonly columns: number;
	/** width of stderr; `null` when it is not a terminal */
	readonly progressColumns: number | null;
	/** whether stdout shows colour by itself: a terminal, and neither NO_COLOR nor TERM=dumb */
	readonly color: boolean;
	out(text: string): void;
	err(text: string): void;
}

/** The terminal of this process. */
export interface ProcessTerminal extends Terminal {
	/** whether text is still on its way out, so that the process must not be ended by force */
	readonly busy: boolean;
}

const STDOUT = 1;
const STDERR = 2;

export function createTerminal(process: NodeJS.Process): ProcessTerminal {
	const { env } = process;
	const opened = new Set<NodeJS.WriteStream>();
	const open = (descriptor: number) => {
		const stream = descriptor === STDOUT ? process.stdout : process.stderr;
		// A reader that has seen enough (`fnsift … | head`) closes the pipe: that is not an error.
		if (!opened.has(stream)) stream.on("error", (error) => leaveClosedPipe(error, process));
		opened.add(stream);
		return stream;
	};
	const isShown = (descriptor: number) => mayBeTerminal(descriptor) && open(descriptor).isTTY === true;
	return {
		get busy() {
			return [...opened].some(({ writableLength }) => writableLength > 0);
		},
		env,
		cwd: process.cwd(),
		get columns() {
			return isShown(STDOUT) ? toColumns(process.stdout.columns) : 80;
		},
		get progressColumns() {
			return isShown(STDERR) ? toColumns(process.stderr.columns) : null;
		},
		get color() {
			return wantsColor(() => isShown(STDOUT), env);
		},
		out: (text) => write(STDOUT, text, open),
		err: (text) => write(STDERR, text, open),
	};
}

function toColumns(columns: number | undefined): number {
	return Math.max(40, columns || 80);
}

/** A terminal is a character device, and so are a few other things: files and pipes are not. */
function mayBeTerminal(descriptor: number): boolean {
	try {
		return fstatSync(descriptor).isCharacterDevice();
	} catch {
		return false;
	}
}

function leaveClosedPipe(error: NodeJS.ErrnoException, process: NodeJS.Process): void {
	if (error.code !== "EPIPE") throw error;
	process.exit(process.exitCode ?? 0);
}

/** What cannot be written directly (a pipe that is full, or closed) is left to the stream. */
function write(descriptor: number, text: string, open: (descriptor: number) => NodeJS.WriteStream): void {
	// Other devices are written to directly as well: what they refuse is noticed before the process ends.
	if (mayBeTerminal(descriptor) && open(descriptor).isTTY) {
		open(descriptor).write(text);
		return;
	}
	const bytes = Buffer.from(text);
	let done = 0;
	try {
		while (done < bytes.length) done += writeSync(descriptor, bytes, done);
	} catch (cause) {
		const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
		if (descriptor === STDOUT && code !== "EAGAIN" && code !== "EPIPE") throw toOutputError(String(code), cause);
		open(descriptor).write(bytes.subarray(done));
	}
}

/** A report that is cut off must not look like one that was written: the disk is full, or a file may grow no more. */
function toOutputError(code: string, cause: unknown): ScanError {
	const hint = "Free some space, or write to another place: --format json=report.json.";
	return new ScanError("report-not-written", `stdout could not be written (${code}).`, hint, { cause });
}

// https://no-color.org: any value but an empty one; FORCE_COLOR as Node itself reads it.
function wantsColor(isTerminal: () => boolean, env: Readonly<Record<string, string | undefined>>): boolean {
	if (env.NO_COLOR) return false;
	const force = env.FORCE_COLOR;
	if (force !== undefined) return force !== "0" && force !== "false";
	return env.TERM !== "dumb" && isTerminal();
}
