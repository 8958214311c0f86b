/** Lets so many tasks run at a time; the others wait in the order they came. */
export class Semaphore {
	#free: number;
	readonly #waiting: (() => void)[] = [];

	constructor(slots: number) {
		this.#free = slots;
	}

	async run<T>(task: () => Promise<T>): Promise<T> {
		if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		else this.#free -= 1;
		try {
			return await task();
		} finally {
			const next = this.#waiting.shift();
			if (next === undefined) this.#free += 1;
			else next();
		}
	}
}
