/** The notice of the last email an account gets. It is erased after everything else. */
export const FAREWELL = "farewell";
