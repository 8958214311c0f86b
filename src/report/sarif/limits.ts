/** What GitHub takes of one SARIF file. Source: GitHub's documentation, "SARIF support for code scanning". */

export interface Limits {
	readonly runs: number;
	/** GitHub refuses a file with more; it shows the 5,000 most severe */
	readonly resultsPerRun: number;
	/** of the whole file, compressed with gzip: 10 MB, some of which is left for what an upload adds */
	readonly zippedBytes: number;
}

export const LIMITS: Limits = { runs: 20, resultsPerRun: 25_000, zippedBytes: 9_500_000 };
