/** The process as commands see it: where text goes, and what the environment asks for. */

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

export function createTerminal({ stdout, stderr, env, cwd }: NodeJS.Process): Terminal {
	return {
		env,
		cwd: cwd(),
		columns: stdout.isTTY ? Math.max(40, stdout.columns || 80) : 80,
		progressColumns: stderr.isTTY ? Math.max(40, stderr.columns || 80) : null,
		color: wantsColor(stdout.isTTY === true, env),
		out: (text) => void stdout.write(text),
		err: (text) => void stderr.write(text),
	};
}

// https://no-color.org: any value but an empty one; FORCE_COLOR as Node itself reads it.
function wantsColor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
	if (env.NO_COLOR) return false;
	const force = env.FORCE_COLOR;
	if (force !== undefined) return force !== "0" && force !== "false";
	return isTerminal && env.TERM !== "dumb";
}
