/** Aborts a request when nothing comes for a while. */
export class Watch {
	readonly #controller = new AbortController();
	readonly #milliseconds: number;
	#timer: NodeJS.Timeout;

	constructor(milliseconds: number) {
		this.#milliseconds = Math.max(1, milliseconds);
		this.#timer = this.#start();
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	reset(): void {
		this.#timer.refresh();
	}

	/** Ends what is still under way. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#controller.abort();
	}

	#start(): NodeJS.Timeout {
		const give = () => this.#controller.abort(new DOMException("nothing came", "TimeoutError"));
		return setTimeout(give, this.#milliseconds);
	}
}
