package org.mattermote.bsp.host;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.bsp.testkit.KeyValueStoreContract;
import org.mattermote.stack.port.KeyValueStore;

class FileFlashLogTest extends KeyValueStoreContract {
    @TempDir java.nio.file.Path folder;

    private Storage storage;

    @Override
    protected KeyValueStore emptyStore() throws HostException {
        storage = Storage.open(folder);
        return storage.store();
    }

    @Override
    protected KeyValueStore restarted() throws HostException {
        storage.close();
        return emptyStore();
    }

    @AfterEach
    void close() {
        storage.close();
    }
}
