import java.util.Date;

/** The clock the oracle sees: the bytecode of two JavaRosa classes is pointed here instead of at new Date(). */
public class Pinned extends Date {
    public static long millis = System.currentTimeMillis();

    public Pinned() {
        super(millis);
    }
}
