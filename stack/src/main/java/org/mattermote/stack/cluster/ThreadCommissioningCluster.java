package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.ThreadPort;

/**
 * Network Commissioning of a Thread interface (Matter core 11.9); an id is an extended PAN id, 8
 * bytes, of the dataset that comes with AddOrUpdateThreadNetwork.
 */
public final class ThreadCommissioningCluster extends WirelessCommissioningCluster {
    private static final int[] ATTRIBUTES = {
        NetworkCommissioningSpec.ATTR_MAX_NETWORKS,
        NetworkCommissioningSpec.ATTR_NETWORKS,
        NetworkCommissioningSpec.ATTR_SCAN_MAX_TIME_SECONDS,
        NetworkCommissioningSpec.ATTR_CONNECT_MAX_TIME_SECONDS,
        NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED,
        NetworkCommissioningSpec.ATTR_LAST_NETWORKING_STATUS,
        NetworkCommissioningSpec.ATTR_LAST_NETWORK_ID,
        NetworkCommissioningSpec.ATTR_LAST_CONNECT_ERROR_VALUE,
        NetworkCommissioningSpec.ATTR_SUPPORTED_THREAD_FEATURES,
        NetworkCommissioningSpec.ATTR_THREAD_VERSION,
    };

    private static final int[] COMMANDS = {
        NetworkCommissioningSpec.CMD_SCAN_NETWORKS,
        NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_THREAD_NETWORK,
        NetworkCommissioningSpec.CMD_REMOVE_NETWORK,
        NetworkCommissioningSpec.CMD_CONNECT_NETWORK,
        NetworkCommissioningSpec.CMD_REORDER_NETWORK,
    };

    private static final int DATASET =
            NetworkCommissioningSpec.ADD_OR_UPDATE_THREAD_NETWORK_OPERATIONAL_DATASET;
    private static final int BREADCRUMB =
            NetworkCommissioningSpec.ADD_OR_UPDATE_THREAD_NETWORK_BREADCRUMB;

    private static final int MAX_NAME = 16;
    private static final int EXTENDED_ADDRESS_LENGTH = 8;

    private final ThreadPort driver;

    /**
     * Registers with {@code fabrics} and {@code failSafe}.
     *
     * @param capacity MaxNetworks
     */
    public ThreadCommissioningCluster(
            ThreadPort driver,
            int capacity,
            FabricTable fabrics,
            FailSafe failSafe,
            ClusterWorkspace workspace,
            LogPort log) {
        super(
                NetworkCommissioningSpec.FEATURE_THREAD_NETWORK_INTERFACE,
                ATTRIBUTES,
                COMMANDS,
                driver,
                capacity,
                ThreadDataset.EXTENDED_PAN_ID_LENGTH,
                ThreadDataset.MAX_LENGTH,
                fabrics,
                failSafe,
                workspace,
                log);
        this.driver = driver;
    }

    @Override
    int readOwn(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case NetworkCommissioningSpec.ATTR_SUPPORTED_THREAD_FEATURES:
                out.putUnsigned(in.tag, driver.features());
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_THREAD_VERSION:
                out.putUnsigned(in.tag, driver.version());
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    /** A dataset that no device could join with is out of range. */
    @Override
    int addOrUpdate(CommandInvocation in) {
        int length = fields.bytes(DATASET, 0, ThreadDataset.MAX_LENGTH);
        if (length < 0) {
            return CommandFields.status(CodecStatus.END, length);
        }
        if (!isCrumb(BREADCRUMB)) {
            return ImStatus.INVALID_COMMAND;
        }
        int offset = fields.offset(DATASET);
        int id = ThreadDataset.extendedPanId(fields.array(), offset, length);
        return id < 0
                ? configured(
                        in,
                        BREADCRUMB,
                        NetworkCommissioningSpec.NETWORK_COMMISSIONING_STATUS_OUT_OF_RANGE,
                        0)
                : put(in, BREADCRUMB, id, ThreadDataset.EXTENDED_PAN_ID_LENGTH, offset, length);
    }

    /** Controllers send an SSID, null for one, although it is Wi-Fi's: it says nothing here. */
    @Override
    int checkScan() {
        return isCrumb(NetworkCommissioningSpec.SCAN_NETWORKS_BREADCRUMB)
                ? ImStatus.SUCCESS
                : ImStatus.INVALID_COMMAND;
    }

    @Override
    int scanLength() {
        return 0;
    }

    @Override
    int recordLength() {
        return ThreadPort.RECORD;
    }

    @Override
    int rssiAt() {
        return ThreadPort.RSSI;
    }

    @Override
    int addressAt() {
        return ThreadPort.EXTENDED_ADDRESS;
    }

    @Override
    int addressLength() {
        return EXTENDED_ADDRESS_LENGTH;
    }

    @Override
    int resultsTag() {
        return NetworkCommissioningSpec.SCAN_NETWORKS_RESPONSE_THREAD_SCAN_RESULTS;
    }

    @Override
    boolean isWanted(byte[] record, int offset) {
        return true;
    }

    @Override
    void putResult(byte[] record, int offset, TlvWriter out) {
        out.putUnsigned(
                NetworkCommissioningSpec.THREAD_INTERFACE_SCAN_RESULT_STRUCT_PAN_ID,
                Bytes.u16le(record, offset + ThreadPort.PAN_ID));
        out.putUnsigned(
                NetworkCommissioningSpec.THREAD_INTERFACE_SCAN_RESULT_STRUCT_EXTENDED_PAN_ID,
                Bytes.u64be(record, offset + ThreadPort.EXTENDED_PAN_ID));
        out.putUtf8(
                NetworkCommissioningSpec.THREAD_INTERFACE_SCAN_RESULT_STRUCT_NETWORK_NAME,
                record,
                offset + ThreadPort.NAME,
                Math.min(record[offset + ThreadPort.NAME_LENGTH] & 0xFF, MAX_NAME));
        out.putUnsigned(
                NetworkCommissioningSpec.THREAD_INTERFACE_SCAN_RESULT_STRUCT_CHANNEL,
                Bytes.u16le(record, offset + ThreadPort.CHANNEL));
        out.putUnsigned(
                NetworkCommissioningSpec.THREAD_INTERFACE_SCAN_RESULT_STRUCT_VERSION,
                record[offset + ThreadPort.VERSION] & 0xFF);
        out.putBytes(
                NetworkCommissioningSpec.THREAD_INTERFACE_SCAN_RESULT_STRUCT_EXTENDED_ADDRESS,
                record,
                offset + ThreadPort.EXTENDED_ADDRESS,
                EXTENDED_ADDRESS_LENGTH);
        out.putSigned(
                NetworkCommissioningSpec.THREAD_INTERFACE_SCAN_RESULT_STRUCT_RSSI,
                record[offset + ThreadPort.RSSI]);
        out.putUnsigned(
                NetworkCommissioningSpec.THREAD_INTERFACE_SCAN_RESULT_STRUCT_LQI,
                record[offset + ThreadPort.LQI] & 0xFF);
    }
}
