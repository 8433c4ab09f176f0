package org.mattermote.app.camera;

import org.mattermote.stack.Ports;
import org.mattermote.stack.RevisedApp;
import org.mattermote.stack.RootClusters;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.WiredPowerSourceCluster;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Revisions;
import org.mattermote.stack.model.spec.DescriptorSpec;
import org.mattermote.stack.model.spec.PowerSourceSpec;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.tls.TlsRoom;
import org.mattermote.stack.tls.TlsSizes;
import org.mattermote.webrtc.avstream.CameraAvStreamManagementCluster;
import org.mattermote.webrtc.media.MediaLink;
import org.mattermote.webrtc.media.MediaPort;
import org.mattermote.webrtc.media.MediaSizes;
import org.mattermote.webrtc.media.Negotiation;
import org.mattermote.webrtc.provider.CasePushes;
import org.mattermote.webrtc.provider.WebRtcSizes;
import org.mattermote.webrtc.provider.WebRtcTransportProviderCluster;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.Feedback;
import org.mattermote.webrtc.sdp.SdpStream;
import org.mattermote.webrtc.spec.CameraRevisions;
import org.mattermote.webrtc.spec.WebRtcTransportRequestorSpec;

/**
 * The camera as an endpoint: streams, sessions of those who view them, and the way to the media
 * processor, which has the picture.
 *
 * <p>Its commands come over TCP, so the wiring gives the stack {@link Stack#tcp}, and {@link #size}
 * is asked for the sizes.
 */
public final class CameraApp implements RevisedApp {
    /** Number of its endpoint. */
    public static final int ENDPOINT = 1;

    /** Bytes of a description, either way: a browser's offer has 6 to 7 thousand. */
    public static final int SDP_LENGTH = 8192;

    /** Bytes of what is around a description in a message: headers, the command's other fields. */
    private static final int OVERHEAD = 1024;

    /** Bytes that a message must be able to have. */
    public static final int LONGEST_MESSAGE = SDP_LENGTH + OVERHEAD;

    /** Those who view at a time. */
    private static final int SESSIONS = 3;

    /** Those who view, and one that comes while another goes. */
    private static final int TCP_CONNECTIONS = SESSIONS + 1;

    private static final int[] DEVICE_TYPES = {
        CameraRevisions.CAMERA, CameraRevisions.CAMERA_REVISION
    };

    /** What it controls. */
    private static final int[] CLIENTS = {WebRtcTransportRequestorSpec.ID};

    /** What endpoint 0 asks of other nodes: the time. */
    private static final int[] ROOT_CLIENTS = {TimeSynchronizationSpec.ID};

    private static final int[] NONE = {};

    private static final byte[] POWER = {'D', 'C', ' ', 'p', 'o', 'w', 'e', 'r'};

    private static final byte[] NAME = {'m', 'o', 't', 'e'};

    private static final int VIDEO_PAYLOAD = 96;
    private static final int AUDIO_PAYLOAD = 111;

    private final CameraAvStreamManagementCluster streams;
    private final WebRtcTransportProviderCluster provider;
    private boolean shut;

    /** A camera without a media processor. */
    public CameraApp(Stack stack, Ports ports) {
        this(stack, ports, new NoWire());
    }

    /**
     * @param wire to the media processor
     */
    public CameraApp(Stack stack, Ports ports, MediaWire wire) {
        this(stack, ports, wire, sent());
    }

    private CameraApp(Stack stack, Ports ports, MediaWire wire, SdpStream[] sent) {
        this(stack, ports, new MediaLink(wire, stack.random().nextInt(), SESSIONS, sent), sent);
    }

    /** With a media processor that needs no wire. */
    public CameraApp(Stack stack, Ports ports, MediaPort processor) {
        this(stack, ports, processor, sent());
    }

    private CameraApp(Stack stack, Ports ports, MediaPort processor, SdpStream[] sent) {
        streams =
                new CameraAvStreamManagementCluster(
                        ENDPOINT,
                        new TestPattern(),
                        new CameraAppHook(ports.log),
                        stack.clusterWorkspace(),
                        ports.log);
        MediaSizes sizes = new MediaSizes();
        sizes.sessions = SESSIONS;
        sizes.sdpLength = SDP_LENGTH;
        Negotiation negotiation =
                new Negotiation(
                        sizes,
                        new SessionLog(processor, ports.log),
                        streams,
                        stack.random(),
                        stack.clusterWorkspace().scratch(),
                        sent,
                        NAME);
        provider =
                new WebRtcTransportProviderCluster(
                        providerSizes(),
                        negotiation,
                        streams,
                        stack.time(),
                        new CasePushes(stack.largeSessions(), stack.exchanges()),
                        true,
                        false);
        streams.setListener(provider);
        stack.resumeSubscriptions();
    }

    /** In the order of an offer. */
    private static SdpStream[] sent() {
        SdpStream picture =
                new SdpStream(
                        Codec.H264,
                        Direction.SENDONLY,
                        VIDEO_PAYLOAD,
                        SdpStream.H264_LEVEL_3_1,
                        Feedback.NACK | Feedback.NACK_PLI);
        SdpStream sound = new SdpStream(Codec.OPUS, Direction.SENDONLY, AUDIO_PAYLOAD, 0, 0);
        return new SdpStream[] {picture, sound};
    }

    static WebRtcSizes providerSizes() {
        WebRtcSizes sizes = new WebRtcSizes();
        sizes.sessions = SESSIONS;
        sizes.sdpLength = SDP_LENGTH;
        sizes.outLength = LONGEST_MESSAGE;
        return sizes;
    }

    /** What the stack of a camera needs beside {@link Stack#tcp}. */
    public static void size(Sizes sizes) {
        sizes.tcpMessage = LONGEST_MESSAGE;
        sizes.tcpConnections = TCP_CONNECTIONS;
    }

    @Override
    public int deviceType() {
        return CameraRevisions.CAMERA;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        Cluster[] all = RootClusters.all(stack, stack.timeSyncClient(RootClusters.DST_OFFSETS));
        Cluster[] more = new Cluster[all.length + 3];
        System.arraycopy(all, 0, more, 0, all.length);
        TlsRoom tls = stack.tls(new TlsSizes());
        more[all.length] = tls.certificates;
        more[all.length + 1] = tls.client;
        more[all.length + 2] =
                new WiredPowerSourceCluster(PowerSourceSpec.WIRED_CURRENT_TYPE_DC, POWER);
        return more;
    }

    @Override
    public void composed(Node node) {
        DescriptorCluster root = (DescriptorCluster) node.endpoint(0).find(DescriptorSpec.ID);
        root.setClients(ROOT_CLIENTS);
    }

    @Override
    public Revisions revisions() {
        return new CameraRevisions();
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        Cluster[] clusters = {
            new DescriptorCluster(CLIENTS, NONE),
            stack.binding(ENDPOINT, CLIENTS),
            streams,
            provider
        };
        return new Endpoint[] {new Endpoint(ENDPOINT, DEVICE_TYPES, clusters)};
    }

    @Override
    public void start() {
        streams.start();
    }

    /** The shutter: hard privacy, under which no session goes on. */
    @Override
    public void button(long nowMillis) {
        shut = !shut;
        streams.setHardPrivacy(shut);
        if (shut) {
            provider.privacyOn(-1);
        }
    }
}
