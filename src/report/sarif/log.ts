/**
 * The part of a SARIF log that fnsift writes.
 * Source: Static Analysis Results Interchange Format 2.1.0, OASIS; section numbers below are its.
 */

export type Level = "error" | "warning" | "note";

/** 3.13 */
export interface Log {
	readonly $schema: string;
	readonly version: "2.1.0";
	readonly runs: readonly Run[];
}

/** 3.14 */
export interface Run {
	readonly tool: { readonly driver: Driver };
	readonly automationDetails: { readonly id: string };
	readonly originalUriBaseIds: Readonly<Record<string, { readonly description: Message }>>;
	readonly columnKind: "utf16CodeUnits";
	readonly invocations: readonly [Invocation];
	readonly results: readonly Result[];
	readonly properties: object;
}

/** 3.19 */
export interface Driver {
	readonly name: string;
	readonly semanticVersion: string;
	readonly rules: readonly Rule[];
	readonly notifications: readonly NotificationKind[];
}

/** 3.49 */
export interface Rule {
	readonly id: string;
	readonly name: string;
	readonly shortDescription: Message;
	readonly fullDescription: Message;
	readonly help: Message & { readonly markdown: string };
	readonly helpUri?: string;
	readonly defaultConfiguration: { readonly level: Level };
	readonly properties: {
		readonly tags: readonly string[];
		readonly precision: string;
		readonly "security-severity": string;
	};
}

export interface NotificationKind {
	readonly id: string;
	readonly shortDescription: Message;
	readonly fullDescription: Message;
	readonly help: Message;
}

/** 3.11 */
export interface Message {
	readonly text: string;
}

/** 3.20 */
export interface Invocation {
	readonly executionSuccessful: boolean;
	readonly exitCode: number;
	readonly startTimeUtc: string;
	readonly endTimeUtc: string;
	readonly toolExecutionNotifications: readonly Notification[];
}

/** 3.58 */
export interface Notification {
	readonly descriptor: { readonly id: string; readonly index: number };
	readonly level: Level;
	readonly message: Message;
}

/** 3.27 */
export interface Result {
	readonly ruleId: string;
	readonly ruleIndex: number;
	readonly level: Level;
	readonly message: Message;
	readonly locations: readonly [Location];
	readonly relatedLocations?: readonly Location[];
	readonly partialFingerprints: Readonly<Record<string, string>>;
	readonly suppressions?: readonly Suppression[];
	readonly baselineState?: "new" | "unchanged";
	readonly properties: object;
}

/** 3.35 */
export interface Suppression {
	readonly kind: "external";
	readonly status: "accepted";
	readonly justification: string;
}

/** 3.28 */
export interface Location {
	readonly id?: number;
	readonly physicalLocation: {
		readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
		readonly region?: {
			readonly startLine: number;
			readonly startColumn: number;
			readonly endLine: number;
			readonly endColumn: number;
		};
	};
	readonly logicalLocations?: readonly [
		{ readonly name: string; readonly fullyQualifiedName: string; readonly kind: string },
	];
}
