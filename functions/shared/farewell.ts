/** The notice of the last mail an account gets: it is erased after all else. */
export const FAREWELL = "farewell";
