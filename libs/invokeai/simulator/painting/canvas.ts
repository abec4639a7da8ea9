/** The plane that a scene is drawn on, in units of its own; y grows downwards. */
export interface Canvas {
  width: number;
  height: number;
  /** Where the sky ends. */
  horizon: number;
}
