package org.mattermote.stack.cluster;

/** Lets AddNOC give the PASE session it came on to the new fabric (Matter core 11.18.6.8). */
public interface SessionFabric {
    /** The PASE session {@code session} belongs to {@code fabricIndex} from now on. */
    void setPaseFabric(int session, int fabricIndex);
}
