/** Measures the time in which at least one of several overlapping tasks is under way. */
export class Stopwatch {
	#running = 0;
	#since = 0;
	#total = 0;

	start(): void {
		if (this.#running === 0) this.#since = performance.now();
		this.#running += 1;
	}

	stop(): void {
		this.#running -= 1;
		if (this.#running === 0) this.#total += performance.now() - this.#since;
	}

	/** milliseconds */
	elapsed(): number {
		return this.#total + (this.#running > 0 ? performance.now() - this.#since : 0);
	}
}
