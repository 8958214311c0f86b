/** Versions as CycloneDX takes them. */

/** The schema's `version.maxLength`. */
const LONGEST = 1_024;

/** `undefined` when not known, or when it is too long to be one: a part of it would be another version. */
export function toVersion(version: string | null): string | undefined {
	if (version === null) return undefined;
	return version === "" || version.length > LONGEST ? undefined : version;
}
