/** The deadlines of requests, which pass when a test says so: with a clock, a busy machine decides what passes first. */
import { onTestFinished, vi } from "vitest";

export interface Deadlines {
	/** milliseconds that each request was given, in order */
	readonly given: readonly number[];
	/** The time of all requests under way is over. */
	pass(): void;
}

/** Until the test is over, `AbortSignal.timeout` waits for no clock. */
export function holdDeadlines(): Deadlines {
	const given: number[] = [];
	const controllers: AbortController[] = [];
	const spy = vi.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => {
		given.push(milliseconds);
		const controller = new AbortController();
		controllers.push(controller);
		return controller.signal;
	});
	onTestFinished(() => spy.mockRestore());
	return {
		given,
		pass() {
			for (const controller of controllers.splice(0)) controller.abort(new DOMException("", "TimeoutError"));
		},
	};
}
