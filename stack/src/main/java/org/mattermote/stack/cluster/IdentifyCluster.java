package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.IdentifySpec;

/**
 * Identify (Matter application clusters 1.2). IdentifyTime is a deadline and counts down by being
 * read; it is marked as changed when it is set, when it starts and when it ends, never while it
 * counts (quality Q).
 *
 * <pre>
 *  state       | set to n > 0              | set to 0            | deadline
 *  idle        | identifying: hook, report | -                   | -
 *  identifying | identifying: hook, report | idle: hook, report  | idle: hook, report
 * </pre>
 */
public final class IdentifyCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        IdentifySpec.ATTR_IDENTIFY_TIME, IdentifySpec.ATTR_IDENTIFY_TYPE,
    };

    /** TriggerEffect is optional in the cluster and mandatory for lights. */
    private static final int[] COMMANDS = {
        IdentifySpec.CMD_IDENTIFY, IdentifySpec.CMD_TRIGGER_EFFECT,
    };

    private static final int MAX_TIME = 0xFFFF;

    private final int endpointId;
    private final int identifyType;
    private final IdentifyHook hook;

    /** Time at which identifying ends, NEVER while idle. */
    private long deadline = NEVER;

    /**
     * @param endpoint number of the endpoint the cluster will be on
     * @param identifyType IDENTIFY_TYPE constant of {@link IdentifySpec}
     */
    public IdentifyCluster(int endpoint, int identifyType, IdentifyHook hook) {
        super(new IdentifySpec(), 0, ATTRIBUTES, COMMANDS);
        this.endpointId = endpoint;
        this.identifyType = identifyType;
        this.hook = hook;
    }

    /** IdentifyTime: whole seconds left, a begun one counts; 0 when not identifying. */
    public int identifyTime(long nowMillis) {
        if (deadline == NEVER || nowMillis >= deadline) {
            return 0;
        }
        return (int) ((deadline - nowMillis + 999) / 1000);
    }

    /** Whether groups may be joined by AddGroupIfIdentifying. */
    public boolean isIdentifying(long nowMillis) {
        return identifyTime(nowMillis) > 0;
    }

    /** Starts for 1..65535 s, or stops with 0. */
    public void identify(int seconds, long nowMillis) {
        if (seconds == 0 && deadline == NEVER) {
            return;
        }
        deadline = seconds == 0 ? NEVER : nowMillis + seconds * 1000L;
        hook.identify(endpointId, seconds);
        changed(IdentifySpec.ATTR_IDENTIFY_TIME);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case IdentifySpec.ATTR_IDENTIFY_TIME:
                out.putUnsigned(in.tag, identifyTime(in.nowMillis));
                return ImStatus.SUCCESS;
            case IdentifySpec.ATTR_IDENTIFY_TYPE:
                out.putUnsigned(in.tag, identifyType);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != IdentifySpec.ATTR_IDENTIFY_TIME) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int seconds = value.unsignedInt(MAX_TIME);
        if (seconds < 0) {
            return CommandFields.writeStatus(seconds);
        }
        identify(seconds, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader fields) {
        switch (command) {
            case IdentifySpec.CMD_IDENTIFY:
                return identify(in, fields);
            case IdentifySpec.CMD_TRIGGER_EFFECT:
                return triggerEffect(fields);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public long poll(long nowMillis) {
        if (deadline != NEVER && nowMillis >= deadline) {
            identify(0, nowMillis);
        }
        return deadline;
    }

    private int identify(CommandInvocation in, TlvReader fields) {
        int seconds = CodecStatus.NOT_FOUND;
        int status = fields.enter();
        while (status == CodecStatus.OK) {
            status = fields.next();
            if (status == CodecStatus.OK && fields.tag() == IdentifySpec.IDENTIFY_IDENTIFY_TIME) {
                seconds = fields.unsignedInt(MAX_TIME);
            }
        }
        if (status != CodecStatus.END || seconds < 0) {
            return CommandFields.status(status, seconds);
        }
        identify(seconds, in.nowMillis);
        return ImStatus.SUCCESS;
    }

    private int triggerEffect(TlvReader fields) {
        int effect = CodecStatus.NOT_FOUND;
        int variant = CodecStatus.NOT_FOUND;
        int status = fields.enter();
        while (status == CodecStatus.OK) {
            status = fields.next();
            if (status != CodecStatus.OK) {
                continue;
            }
            if (fields.tag() == IdentifySpec.TRIGGER_EFFECT_EFFECT_IDENTIFIER) {
                effect = fields.u8();
            } else if (fields.tag() == IdentifySpec.TRIGGER_EFFECT_EFFECT_VARIANT) {
                variant = fields.u8();
            }
        }
        if (status != CodecStatus.END || effect < 0 || variant < 0) {
            return CommandFields.status(status, Math.min(effect, variant));
        }
        if (!isEffect(effect)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        // There is one variant, and it stands for those of newer clients too.
        hook.effect(endpointId, effect);
        return ImStatus.SUCCESS;
    }

    private static boolean isEffect(int effect) {
        switch (effect) {
            case IdentifySpec.EFFECT_IDENTIFIER_BLINK:
            case IdentifySpec.EFFECT_IDENTIFIER_BREATHE:
            case IdentifySpec.EFFECT_IDENTIFIER_OKAY:
            case IdentifySpec.EFFECT_IDENTIFIER_CHANNEL_CHANGE:
            case IdentifySpec.EFFECT_IDENTIFIER_FINISH_EFFECT:
            case IdentifySpec.EFFECT_IDENTIFIER_STOP_EFFECT:
                return true;
            default:
                return false;
        }
    }
}
