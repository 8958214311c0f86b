/** fnsift's one class of expected errors: what went wrong, for whom, and what to do about it. */

/** Exit codes of the command line: see design, section 3. */
export const EXIT = { ok: 0, findings: 1, usage: 2, untrustworthy: 3, nothing: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * A condition that ends the work on a target. `code` is kebab-case and listed in docs/gaps.md, `hint` says what the
 * user can do. The message never holds file content, credentials or control characters.
 */
export class ScanError extends Error {
	readonly code: string;
	readonly hint: string;
	readonly exitCode: ExitCode;

	constructor(code: string, message: string, hint: string, options: { cause?: unknown; exitCode?: ExitCode } = {}) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = new.target.name;
		this.code = code;
		this.hint = hint;
		this.exitCode = options.exitCode ?? EXIT.untrustworthy;
	}
}

/** The command line or a configuration file is wrong: exit 2. */
export class UsageError extends ScanError {
	constructor(message: string, hint: string, options: { cause?: unknown } = {}) {
		super("usage", message, hint, { ...options, exitCode: EXIT.usage });
	}
}

/** The advisory database cannot be trusted or opened: exit 3. */
export class DatabaseError extends ScanError {}
